import { isIPv6 } from 'node:net';
import { CredentialsSource } from './credentials.ts';
import { optionError } from './option-error.ts';
import { readBoolean, readInteger, readText } from './read-option.ts';
import { readUrl, type UrlParts } from './read-url.ts';
import type { RedisCacheProviderOptions } from './redis-cache-provider-options.ts';
import { readTlsOptions, type RedisTlsOptions } from './tls-options.ts';

/** Which database of which server, and as whom. Holds secrets: for private fields only. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  /** Unix socket; goes before host and port. */
  readonly path: string | undefined;
  readonly db: number;
  readonly credentials: CredentialsSource;
  /** Absent: not encrypted. */
  readonly tls: RedisTlsOptions | undefined;
}

/** @throws CacheOptionError that names the option, and never shows a password. */
export function readAddress(options: RedisCacheProviderOptions): RedisAddress {
  const url = readUrl(readText('url', options.url));
  const path = readText('path', options.path);
  const username = readText('username', options.username) ?? url.username;
  const password = readText('password', options.password) ?? url.password;
  const address: RedisAddress = {
    host: readHost(readText('host', options.host) ?? url.host ?? 'localhost'),
    port: readInteger('port', options.port ?? url.port, 1, 65_535) ?? 6_379,
    path,
    db: readInteger('db', options.db ?? url.db, 0, 2_147_483_647) ?? 0,
    credentials: new CredentialsSource(username, password, options.credentialsProvider),
    tls: readEncryption(options, url),
  };
  if (path !== undefined && (options.host !== undefined || options.port !== undefined || url.host !== undefined)) {
    throw optionError('path', 'is given beside a host, a port or a url; a server is reached by one of them');
  }
  if (path !== undefined && address.tls !== undefined) {
    throw optionError('path', 'is given beside ssl or tls; a Unix socket is not encrypted');
  }
  return Object.freeze(address);
}

/** `localhost:6379`, as errors say it. */
export function addressText({ host, port, path }: RedisAddress): string {
  if (path !== undefined) return path;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function readEncryption(options: RedisCacheProviderOptions, url: UrlParts): RedisTlsOptions | undefined {
  const tls = readTlsOptions(options.tls);
  const ssl = readBoolean('ssl', options.ssl) ?? (tls !== undefined || (url.ssl ?? false));
  if (url.ssl === true && !ssl) {
    throw optionError('ssl', 'is false, but the url is a rediss: one; leave out ssl, or give a redis: URL');
  }
  if (tls !== undefined && !ssl) throw optionError('ssl', 'is false beside tls; leave out one of them');
  return ssl ? (tls ?? {}) : undefined;
}

function readHost(host: string): string {
  if (isIPv6(host)) return host;
  // Not shown: who put a URL here put its password here too.
  if (/[\s/@?#[\]]/.test(host)) throw optionError('host', 'must be a name or an address alone; a URL goes into url');
  if (host.includes(':')) throw optionError('host', 'must be a name or an address alone; a port goes into port');
  return host;
}
