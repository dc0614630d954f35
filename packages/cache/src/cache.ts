/// <reference lib="esnext.disposable" preserve="true" />
import type { CallOptions } from '@modular-agent/cache-contract';
import type { CacheExplanation } from './stats/cache-explanation.ts';
import type { CacheStats } from './stats/cache-stats.ts';
import type { BulkLoader, Loader } from './loader.ts';
import type { CacheBatchEntry, GetOrSetOptions, ReadOptions, WriteOptions } from './options/call-options.ts';
import type { CacheResult } from './cache-result.ts';
import type { FlushResult } from './tiers/write-queue.ts';

export type { FlushResult };

/** The result of a write or an invalidation. */
export interface WriteResult {
  /**
   * The tiers that did not receive it yet. This process does not read the key from them until it was deleted there. A `set` that
   * waits for its turn is pending, too: until it is stored, or `storeTimeout` is over, it may still replace what others write.
   */
  readonly pending: readonly string[];
}

/**
 * Values by key, read through the tiers, loaded once for all callers.
 *
 * - A result is a snapshot: frozen plain data, and a fresh copy of what holds a Date, Map, Set, Error, URL, RegExp or bytes.
 * - No call fails because a tier does, unless `tierErrors` is `'throw'`; a call that loads rejects as its loader does if there is
 *   no stale entry to serve.
 * - A call whose signal is aborted, or whose `timeout` is over, rejects at once with a `CacheAbortError` or a
 *   `CacheTimeoutError`; after `close` a call rejects with a `CacheClosedError`.
 */
export interface Cache extends AsyncDisposable {
  readonly name: string;

  /** Returns the fresh value of a key, or `undefined`. No round trip if memory has it; else one. */
  get<T = unknown>(key: string, options?: ReadOptions<T>): Promise<T | undefined>;

  /** Returns the fresh values, by key, in the order of the keys. One batch of round trips for each tier. */
  getMany<T = unknown>(keys: Iterable<string>, options?: ReadOptions<T>): Promise<Map<string, T>>;

  /** Returns whether there is a fresh value. */
  exists(key: string, options?: ReadOptions<unknown>): Promise<boolean>;

  /**
   * Returns the fresh value of a key; else what the loader returns, which is stored in the background.
   *
   * Any number of callers, in all processes that share the last tier, run one loader. A miss costs two round trips before the
   * loader starts, three if another process loads the key. A value that can't be stored reaches its callers all the same, and is
   * reported by `onProblem`.
   *
   * @throws CacheCircularLoadError if the loader waits for a key that it is loading.
   */
  getOrSet<T>(
    key: string,
    loader: Loader<T>,
    options: GetOrSetOptions<T> & { readonly onlyIfCached: true },
  ): Promise<T | undefined>;
  getOrSet<T>(key: string, loader: Loader<T>, options?: GetOrSetOptions<T>): Promise<T>;

  /** Works as `getOrSet`, and returns the value with its source. */
  getOrSetEntry<T>(key: string, loader: Loader<T>, options?: GetOrSetOptions<T>): Promise<CacheResult<T>>;

  /** Returns the fresh values, and for the other keys what one call of the loader returns; as `getOrSet` for each. */
  getOrSetMany<T>(keys: Iterable<string>, loader: BulkLoader<T>, options?: GetOrSetOptions<T>): Promise<Map<string, T>>;

  /**
   * Stores a value in place of any older one; the result of a load that runs is not stored. One round trip.
   *
   * Waits for its turn on a busy tier up to `queueTimeout`, then resolves as `pending` while the write goes on for at most
   * `storeTimeout`.
   *
   * @throws CacheSerializationError if the value can't come out again as it went in.
   */
  set(key: string, value: unknown, options?: WriteOptions): Promise<WriteResult>;

  /** Stores every entry; of two with the same key the later wins. @throws CacheBatchError after all others were stored. */
  setMany(entries: Iterable<CacheBatchEntry>, options?: WriteOptions): Promise<WriteResult>;

  /** Deletes an entry; the result of a load that runs is not stored. One round trip. */
  delete(key: string, options?: CallOptions): Promise<WriteResult>;

  /**
   * Ends an entry's ttl: the next call loads it again, and serves it only in its grace. The result of a load that runs is not
   * stored. Two round trips.
   */
  expire(key: string, options?: CallOptions): Promise<WriteResult>;

  /** Invalidates all entries that have one of these tags, here and in the namespaces below. One round trip, however many. */
  invalidateTags(tags: Iterable<string>, options?: CallOptions): Promise<WriteResult>;

  /** Returns the cache of the entries below a name, apart from all others. Closing it does nothing: close the cache. */
  namespace(name: string): Cache;

  /** Invalidates all entries, here and in the namespaces below. One round trip; tiers free them with their ttl. */
  clear(options?: CallOptions): Promise<WriteResult>;

  /** Describes what each tier has under a key, and what a `get` would do with it. Loads nothing. */
  explain(key: string): Promise<CacheExplanation>;

  /** Returns what the cache and all its namespaces have done, and their state. */
  getStats(): CacheStats;

  /** Waits until every value that waits now is stored or dropped, and counts them. */
  flush(): Promise<FlushResult>;

  /** Aborts the loads that run, and waits for values that are being stored for at most a second. Idempotent. */
  close(): Promise<void>;
}
