import type { CacheEntry } from './cache-entry.ts';
import type { CacheProvider } from './cache-provider.ts';
import type { BatchEntry, EntryOptions, StampedEntryOptions } from './call-options.ts';
import type { ProviderStats } from './provider-stats.ts';

/** A provider in this process: each call has a synchronous twin that does the same and throws what the other rejects with. */
export interface SyncCacheProvider extends CacheProvider {
  getSync<T = unknown>(key: string): T | undefined;
  getEntrySync<T = unknown>(key: string): CacheEntry<T> | undefined;
  setSync(key: string, value: unknown, options?: EntryOptions): void;
  setIfNewerSync?(key: string, value: unknown, options: StampedEntryOptions): boolean;
  deleteSync(key: string): boolean;
  existsSync(key: string): boolean;
  getManySync<T = unknown>(keys: Iterable<string>): Map<string, T>;
  getEntriesSync<T = unknown>(keys: Iterable<string>): Map<string, CacheEntry<T>>;
  setManySync(entries: Iterable<BatchEntry>, options?: EntryOptions): void;
  deleteManySync(keys: Iterable<string>): number;
  clearSync(): void;
  getSizeSync(): number;
  cleanupExpiredSync(): number;
  getStatsSync(): ProviderStats;
}
