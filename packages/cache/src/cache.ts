/// <reference lib="esnext.disposable" preserve="true" />
import type { CallOptions } from '@modular-agent/cache-contract';
import type { CacheExplanation } from './observation/cache-explanation.ts';
import type { CacheStats } from './observation/cache-stats.ts';
import type { BulkLoader, Loader } from './loader.ts';
import type { CacheBatchEntry, GetOrSetOptions, ReadOptions, WriteOptions } from './options/call-options.ts';
import type { CacheResult } from './cache-result.ts';

/** What became of a write or an invalidation. */
export interface WriteResult {
  /** Tiers that were away, and get it before they are read again; as long as this process lives. */
  readonly pending: readonly string[];
}

/**
 * Values by key, read through the tiers, loaded once for all who ask.
 *
 * - What is given out is a snapshot: frozen plain data, and a fresh copy of what holds a Date, Map, Set, Error, URL, RegExp
 *   or bytes.
 * - No call fails because a tier does, unless `tierErrors` says so; a call that loads fails as its loader does where nothing
 *   stale is there.
 * - A call whose signal is aborted, or whose `timeout` is over, rejects at once with a `CacheAbortError` or a
 *   `CacheTimeoutError`; after `close` it is a `CacheClosedError`.
 */
export interface Cache extends AsyncDisposable {
  readonly name: string;

  /** The fresh value under a key, or `undefined`. No round trip if memory has it; else one for it, one for its tags. */
  get<T = unknown>(key: string, options?: ReadOptions<T>): Promise<T | undefined>;

  /** The fresh values that are there, by key, in the order of the keys. */
  getMany<T = unknown>(keys: Iterable<string>, options?: ReadOptions<T>): Promise<Map<string, T>>;

  /** Is there a fresh value? */
  exists(key: string, options?: ReadOptions<unknown>): Promise<boolean>;

  /**
   * The fresh value under a key; else what the loader gives, which is stored.
   *
   * Any number of callers, in all processes that share the last tier, run one loader. Two round trips more than a `get` before
   * the loader begins; the callers do not wait until its result is stored where processes share it.
   */
  getOrSet<T>(
    key: string,
    loader: Loader<T>,
    options: GetOrSetOptions<T> & { readonly onlyIfCached: true },
  ): Promise<T | undefined>;
  getOrSet<T>(key: string, loader: Loader<T>, options?: GetOrSetOptions<T>): Promise<T>;

  /** As `getOrSet`, with where the value comes from. */
  getOrSetEntry<T>(key: string, loader: Loader<T>, options?: GetOrSetOptions<T>): Promise<CacheResult<T>>;

  /** The fresh values, and of the keys that have none what one call of the loader gives; as `getOrSet` for each. */
  getOrSetMany<T>(keys: Iterable<string>, loader: BulkLoader<T>, options?: GetOrSetOptions<T>): Promise<Map<string, T>>;

  /**
   * Stores a value, in place of any older one and of what is being loaded.
   *
   * @throws CacheSerializationError if it can't come out again as it went in.
   */
  set(key: string, value: unknown, options?: WriteOptions): Promise<WriteResult>;

  /** Stores every entry; of two with the same key the later wins. @throws CacheBatchError after all others were stored. */
  setMany(entries: Iterable<CacheBatchEntry>, options?: WriteOptions): Promise<WriteResult>;

  /** Deletes an entry. What is being loaded under the key is not stored. */
  delete(key: string, options?: CallOptions): Promise<WriteResult>;

  /**
   * Ends an entry's ttl: it is loaded anew when it is next asked for, and served in its grace alone. What is being loaded under
   * the key is not stored.
   */
  expire(key: string, options?: CallOptions): Promise<WriteResult>;

  /** Makes all entries invalid that have one of these tags, here and in the namespaces below. Two round trips, however many. */
  invalidateTags(tags: Iterable<string>, options?: CallOptions): Promise<WriteResult>;

  /** The entries below a name, apart from all others. Closing it does nothing: close the cache. */
  namespace(name: string): Cache;

  /** Makes all entries invalid, here and in the namespaces below. Two round trips, however many; tiers free them with their ttl. */
  clear(options?: CallOptions): Promise<WriteResult>;

  /** What each tier has under a key, and why it would be served or not. Loads nothing. */
  explain(key: string): Promise<CacheExplanation>;

  /** What it and all its namespaces have done, and where it stands. */
  getStats(): CacheStats;

  /** Ends what goes on: loaders' signals fire, what was loaded is stored if that takes no longer than a second. Idempotent. */
  close(): Promise<void>;
}
