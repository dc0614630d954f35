import { isIPv6 } from 'node:net';
import { optionError } from './option-error.ts';
import { readBoolean, readInteger, readText } from './read-option.ts';
import { readUrl } from './read-url.ts';
import type { RedisCacheProviderOptions } from './redis-cache-provider-options.ts';

/** Which database of which server, and as whom. Holds the password: for private fields only. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  readonly db: number;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly ssl: boolean;
}

/** @throws CacheOptionError that names the option, and never shows a password. */
export function readAddress(options: RedisCacheProviderOptions): RedisAddress {
  const url = readUrl(readText('url', options.url));
  const address: RedisAddress = {
    host: readHost(readText('host', options.host) ?? url.host ?? 'localhost'),
    port: readInteger('port', options.port ?? url.port, 1, 65_535) ?? 6_379,
    db: readInteger('db', options.db ?? url.db, 0, 2_147_483_647) ?? 0,
    username: readText('username', options.username) ?? url.username,
    password: readText('password', options.password) ?? url.password,
    ssl: readBoolean('ssl', options.ssl) ?? url.ssl ?? false,
  };
  if (url.ssl === true && !address.ssl) {
    throw optionError('ssl', 'is false, but the url is a rediss: one; leave out ssl, or give a redis: URL');
  }
  if (address.username !== undefined && address.password === undefined) {
    throw optionError('username', 'is given without a password; give both, or neither for the default user');
  }
  return Object.freeze(address);
}

/** `localhost:6379`, as errors say it. */
export function addressText({ host, port }: RedisAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function readHost(host: string): string {
  if (isIPv6(host)) return host;
  // Not shown: who put a URL here put its password here too.
  if (/[\s/@?#[\]]/.test(host)) throw optionError('host', 'must be a name or an address alone; a URL goes into url');
  if (host.includes(':')) throw optionError('host', 'must be a name or an address alone; a port goes into port');
  return host;
}
