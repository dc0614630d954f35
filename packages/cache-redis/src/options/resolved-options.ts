import { parseDuration, type Milliseconds } from '@modular-agent/cache-contract';
import { checkOptionNames } from '@modular-agent/cache-contract/provider';
import { checkKeyPrefix } from '../keys/key-space.ts';
import { readBoolean, readInteger, readInterval, readText, readTimer } from './read-option.ts';
import { readAddress, type RedisAddress } from './redis-address.ts';
import type { RedisCacheProviderOptions } from './redis-cache-provider-options.ts';

/** A provider's options, complete. Holds the password: for private fields only. */
export interface ResolvedOptions {
  readonly name: string;
  readonly address: RedisAddress;
  readonly decodeResponses: boolean;
  readonly maxConnections: number;
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

const optionNames: readonly (keyof RedisCacheProviderOptions)[] = [
  'name',
  'url',
  'host',
  'port',
  'db',
  'username',
  'password',
  'ssl',
  'decodeResponses',
  'maxConnections',
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
    maxConnections: readInteger('maxConnections', options.maxConnections, 1, 1_000) ?? 20,
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
