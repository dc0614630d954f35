import assert from 'node:assert/strict';
import type { CacheOperation, CacheProvider, CallOptions, SetIfNewerOptions } from '@modular-agent/cache-contract';
import type { ProviderCapabilities } from '../provider-capabilities.ts';

/** One of the provider's methods, called in its simplest way. */
export interface Call {
  readonly operation: CacheOperation | 'getStats';
  /** Is it about one key, which its errors name? */
  readonly keyed: boolean;
  readonly start: (provider: CacheProvider, key: string, options?: CallOptions) => Promise<unknown>;
}

/** `provider.setIfNewer`, where it was declared. */
export function setIfNewer(
  provider: CacheProvider,
  key: string,
  value: unknown,
  options: SetIfNewerOptions,
): Promise<boolean> {
  if (provider.setIfNewer === undefined) assert.fail('setIfNewer was declared, but the provider has none');
  return provider.setIfNewer(key, value, options);
}

/** The methods that are about one key. */
export function keyCalls(capabilities: ProviderCapabilities): readonly Call[] {
  const calls: readonly Call[] = [
    keyed('get', (provider, key, options) => provider.get(key, options)),
    keyed('getEntry', (provider, key, options) => provider.getEntry(key, options)),
    keyed('set', (provider, key, options) => provider.set(key, 'new', options)),
    keyed('delete', (provider, key, options) => provider.delete(key, options)),
    keyed('exists', (provider, key, options) => provider.exists(key, options)),
  ];
  if (!capabilities.setIfNewer) return calls;
  return [
    ...calls,
    keyed('setIfNewer', (provider, key, options) => setIfNewer(provider, key, 'new', { ...options, stamp: 1 })),
  ];
}

/** The methods that read several keys. */
export const batchReads: readonly Call[] = [
  unkeyed('getMany', (provider, key, options) => provider.getMany([key], options)),
  unkeyed('getEntries', (provider, key, options) => provider.getEntries([key], options)),
];

/** The methods that change several keys, and tell failures part by part. */
export const batchWrites: readonly Call[] = [
  unkeyed('setMany', (provider, key, options) => provider.setMany([[key, 'new']], options)),
  unkeyed('deleteMany', (provider, key, options) => provider.deleteMany([key], options)),
];

/** Every method but `close`. */
export function everyCall(capabilities: ProviderCapabilities): readonly Call[] {
  return [
    ...keyCalls(capabilities),
    ...batchReads,
    ...batchWrites,
    unkeyed('clear', (provider, _, options) => provider.clear(options)),
    unkeyed('getSize', (provider, _, options) => provider.getSize(options)),
    unkeyed('cleanupExpired', (provider, _, options) => provider.cleanupExpired(options)),
    unkeyed('getStats', (provider, _, options) => provider.getStats(options)),
  ];
}

function keyed(operation: Call['operation'], start: Call['start']): Call {
  return { operation, keyed: true, start };
}

function unkeyed(operation: Call['operation'], start: Call['start']): Call {
  return { operation, keyed: false, start };
}
