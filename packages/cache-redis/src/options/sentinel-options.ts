import { checkOptionNames } from '@modular-agent/cache-contract/provider';
import { CredentialsSource } from './credentials.ts';
import { readNodes, type RedisNodeAddress } from './node-addresses.ts';
import { optionError } from './option-error.ts';
import { readBoolean, readText } from './read-option.ts';
import { readTlsOptions, type RedisTlsOptions } from './tls-options.ts';

/** Redis Sentinels that know which server is the master. User name, password and TLS of the master are the provider's options. */
export interface RedisSentinelOptions {
  /** What the Sentinels call the master. */
  readonly name: string;
  /** Some of the Sentinels, as `host:port` or `{ host, port }`; whichever answers first is believed. */
  readonly nodes: readonly (string | RedisNodeAddress)[];
  /** ACL user for the Sentinels themselves; needs a password. Default: none. */
  readonly username?: string | undefined;
  /** Password for the Sentinels themselves. Default: none. */
  readonly password?: string | undefined;
  /** Connect to the Sentinels by TLS. Default: `true` with `tls`, else `false`. */
  readonly ssl?: boolean | undefined;
  /** As the provider's option `tls`, for the Sentinels. Default: none. */
  readonly tls?: RedisTlsOptions | undefined;
}

/** The same, complete. Holds secrets: for private fields only. */
export interface SentinelTopology {
  readonly kind: 'sentinel';
  readonly name: string;
  readonly sentinels: readonly RedisNodeAddress[];
  readonly credentials: CredentialsSource;
  readonly tls: RedisTlsOptions | undefined;
}

/** @throws CacheOptionError */
export function readSentinelOptions(options: RedisSentinelOptions | undefined): SentinelTopology | undefined {
  if (options === undefined) return undefined;
  if (typeof options !== 'object' || options === null) {
    throw optionError('sentinel', "must be { name: 'mymaster', nodes: […] }");
  }
  checkOptionNames(options, [
    'name',
    'nodes',
    'username',
    'password',
    'ssl',
    'tls',
  ] satisfies (keyof RedisSentinelOptions)[]);
  const name = readText('sentinel.name', options.name);
  if (name === undefined) throw optionError('sentinel.name', 'is missing; say what the Sentinels call the master');
  const tls = readTlsOptions(options.tls);
  const ssl = readBoolean('sentinel.ssl', options.ssl) ?? tls !== undefined;
  if (tls !== undefined && !ssl) throw optionError('sentinel.ssl', 'is false beside tls; leave out one of them');
  return {
    kind: 'sentinel',
    name,
    sentinels: readNodes('sentinel.nodes', options.nodes),
    credentials: new CredentialsSource(
      readText('sentinel.username', options.username),
      readText('sentinel.password', options.password),
      undefined,
    ),
    tls: ssl ? (tls ?? {}) : undefined,
  };
}
