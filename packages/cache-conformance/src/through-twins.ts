import assert from 'node:assert/strict';
import type { CacheProvider, SyncCacheProvider } from '@modular-agent/cache-contract';

/** The name of every synchronous twin that each such provider has. */
export const twinNames: readonly (keyof SyncCacheProvider)[] = [
  'getSync',
  'getEntrySync',
  'setSync',
  'deleteSync',
  'existsSync',
  'getManySync',
  'getEntriesSync',
  'setManySync',
  'deleteManySync',
  'clearSync',
  'getSizeSync',
  'cleanupExpiredSync',
  'getStatsSync',
];

/** The provider as one with synchronous twins; fails if it lacks one, that of `setIfNewer` only where there is that. */
export function asSyncProvider(provider: CacheProvider): SyncCacheProvider {
  const expected = [...twinNames, ...(provider.setIfNewer === undefined ? [] : ['setIfNewerSync'])];
  const missing = expected.filter((name) => typeof Reflect.get(provider, name) !== 'function');
  assert.deepEqual(missing, [], 'sync: true was declared, but these twins are missing');
  return provider as SyncCacheProvider;
}

/** A provider whose every call is answered by its synchronous twin, so that the same tests judge both. */
export function throughTwins(provider: SyncCacheProvider): CacheProvider {
  const hasStamps = provider.setIfNewerSync !== undefined;
  return {
    name: provider.name,
    get: async <T>(key: string) => provider.getSync<T>(key),
    getEntry: async <T>(key: string) => provider.getEntrySync<T>(key),
    set: async (key, value, options) => provider.setSync(key, value, options),
    ...(hasStamps && {
      setIfNewer: async (key, value, options) => provider.setIfNewerSync?.(key, value, options) ?? false,
    }),
    delete: async (key) => provider.deleteSync(key),
    exists: async (key) => provider.existsSync(key),
    getMany: async <T>(keys: Iterable<string>) => provider.getManySync<T>(keys),
    getEntries: async <T>(keys: Iterable<string>) => provider.getEntriesSync<T>(keys),
    setMany: async (entries, options) => provider.setManySync(entries, options),
    deleteMany: async (keys) => provider.deleteManySync(keys),
    clear: async () => provider.clearSync(),
    getSize: async () => provider.getSizeSync(),
    cleanupExpired: async () => provider.cleanupExpiredSync(),
    getStats: async () => provider.getStatsSync(),
    close: () => provider.close(),
    [Symbol.asyncDispose]: () => provider[Symbol.asyncDispose](),
  };
}
