import { parseDuration, type Milliseconds } from '@modular-agent/cache-contract';
import { checkOptionNames } from '@modular-agent/cache-contract/provider';
import { checkKeyPrefix } from '../keys/key-space.ts';
import { optionError } from './option-error.ts';
import { readBoolean, readInteger, readInterval, readText, readTimer } from './read-option.ts';
import { readClient, type RedisClientLike } from './redis-client-like.ts';
import type { RedisServerLabel } from './redis-server-label.ts';
import { addressText, readAddress, type RedisAddress } from './redis-address.ts';
import type { RedisCacheProviderOptions } from './redis-cache-provider-options.ts';

/** A provider's options, complete. Holds the password: for private fields only. */
export interface ResolvedOptions {
  readonly name: string;
  readonly address: RedisAddress;
  readonly decodeResponses: boolean;
  readonly client: RedisClientLike | undefined;
  readonly maxConnections: number;
  readonly maxPendingCalls: number;
  readonly maxPendingBytes: number;
  readonly socketTimeout: Milliseconds;
  readonly socketConnectTimeout: Milliseconds;
  /** `Infinity`: as long as the call may take. */
  readonly acquireTimeout: Milliseconds;
  readonly retryOnTimeout: boolean;
  /** `Infinity`: never. */
  readonly healthCheckInterval: Milliseconds;
  readonly keyPrefix: string;
  readonly defaultTtl: Milliseconds;
}

/** What a client that the user made has already. */
const connectionOptions: readonly (keyof RedisCacheProviderOptions)[] = [
  'url',
  'host',
  'port',
  'path',
  'db',
  'username',
  'password',
  'credentialsProvider',
  'ssl',
  'tls',
];

const optionNames: readonly (keyof RedisCacheProviderOptions)[] = [
  'name',
  ...connectionOptions,
  'client',
  'decodeResponses',
  'maxConnections',
  'maxPendingCalls',
  'maxPendingBytes',
  'acquireTimeout',
  'socketTimeout',
  'socketConnectTimeout',
  'retryOnTimeout',
  'healthCheckInterval',
  'keyPrefix',
  'defaultTtl',
];

/**
 * Reads the options once, and completes them.
 *
 * @throws CacheOptionError that names the option, what was found (never a password) and what is accepted.
 */
export function resolveOptions(options: RedisCacheProviderOptions): ResolvedOptions {
  checkOptionNames(options, optionNames);
  return Object.freeze({
    name: readText('name', options.name) ?? 'redis',
    address: readAddress(options),
    decodeResponses: readBoolean('decodeResponses', options.decodeResponses) ?? true,
    client: readOwnClient(options),
    maxConnections: readInteger('maxConnections', options.maxConnections, 1, 1_000) ?? 20,
    maxPendingCalls: readInteger('maxPendingCalls', options.maxPendingCalls, 1, 10_000_000) ?? 10_000,
    maxPendingBytes: readInteger('maxPendingBytes', options.maxPendingBytes, 1, 2 ** 40) ?? 128 * 1_024 * 1_024,
    socketTimeout: readTimer('socketTimeout', options.socketTimeout ?? 500),
    socketConnectTimeout: readTimer('socketConnectTimeout', options.socketConnectTimeout ?? 5_000),
    acquireTimeout:
      options.acquireTimeout === undefined ? Infinity : readTimer('acquireTimeout', options.acquireTimeout),
    retryOnTimeout: readBoolean('retryOnTimeout', options.retryOnTimeout) ?? true,
    healthCheckInterval: readInterval('healthCheckInterval', options.healthCheckInterval ?? 30_000),
    keyPrefix: checkKeyPrefix(options.keyPrefix ?? 'agent:cache:'),
    defaultTtl: parseDuration(options.defaultTtl ?? 3_600_000, 'defaultTtl'),
  });
}

/** What errors say of the server. */
export function serverLabel({ address, client }: ResolvedOptions): RedisServerLabel {
  const { db, credentials, tls } = address;
  return {
    target: client === undefined ? addressText(address) : 'the client that was passed in',
    db,
    get username() {
      return credentials.username;
    },
    ssl: tls !== undefined,
    hide: (text) => credentials.hide(text),
  };
}

/** @throws CacheOptionError if something is said of a connection beside it: it has its own already. */
function readOwnClient(options: RedisCacheProviderOptions): RedisClientLike | undefined {
  const client = readClient(options.client);
  const extra = client === undefined ? undefined : connectionOptions.find((name) => options[name] !== undefined);
  if (extra !== undefined) throw optionError(extra, 'is given beside a client, which has a connection of its own');
  return client;
}
