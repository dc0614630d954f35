/// <reference lib="esnext.disposable" preserve="true" />
import type { CacheEntry } from './cache-entry.ts';
import type { BatchEntry, CallOptions, SetIfNewerOptions, SetOptions } from './call-options.ts';
import type { Coordination } from './coordination/coordination.ts';
import type { ProviderStats } from './provider-stats.ts';

/**
 * A place where values are kept under keys for a time.
 *
 * - A miss is `undefined`; `null`, `0`, `''` and `false` are values. `undefined` can't be stored.
 * - Changing what was stored, or what was got, never changes what anyone else gets.
 * - Every failure rejects with a `CacheError`, but one: an entry whose bytes can't be read is a miss.
 * - Every call ends within its deadline, at once when its signal is aborted, and at once with a `CacheClosedError`
 *   after `close`.
 */
export interface CacheProvider extends AsyncDisposable {
  /** What errors, statistics and logs call it. */
  readonly name: string;

  /**
   * Whether every call settles within its timeouts by itself, `queueTimeout` and `transferTimeout` included. A cache guards
   * the calls of other providers with timers of its own. Default: false.
   */
  readonly keepsTimeouts?: boolean;

  /**
   * Whether something may be given in place of a value: a `Snapshot` of `@modular-agent/cache-contract/provider`, which is then kept
   * without another copy. Absent: nothing.
   */
  readonly takesSnapshots?: (value: unknown) => boolean;

  /** What several processes need together, where this provider's store can give it. */
  readonly coordination?: Coordination;

  /**
   * The value under a key, or `undefined`.
   *
   * `T` is what the caller stored there; it is not checked.
   */
  get<T = unknown>(key: string, options?: CallOptions): Promise<T | undefined>;

  /** The value under a key with its metadata and stamp, or `undefined`. */
  getEntry<T = unknown>(key: string, options?: CallOptions): Promise<CacheEntry<T> | undefined>;

  /**
   * Stores a value, in place of any older one.
   *
   * @throws CacheSerializationError if the value can't come out again as it went in; nothing is stored.
   */
  set(key: string, value: unknown, options?: SetOptions): Promise<void>;

  /**
   * Stores a value unless the present entry has a higher stamp; atomic. An entry without a stamp is older than any.
   *
   * Only where the store can do it: ask `provider.setIfNewer === undefined`.
   *
   * @returns Was it stored?
   */
  setIfNewer?(key: string, value: unknown, options: SetIfNewerOptions): Promise<boolean>;

  /** @returns Was there an entry? */
  delete(key: string, options?: CallOptions): Promise<boolean>;

  /** Is there an entry? Counts as neither hit nor miss. */
  exists(key: string, options?: CallOptions): Promise<boolean>;

  /**
   * The values that are there, by key, in the order of the keys.
   *
   * @throws CacheKeyError if one is no key; nothing is read.
   */
  getMany<T = unknown>(keys: Iterable<string>, options?: CallOptions): Promise<Map<string, T>>;

  /** The entries that are there, by key, in the order of the keys. */
  getEntries<T = unknown>(keys: Iterable<string>, options?: CallOptions): Promise<Map<string, CacheEntry<T>>>;

  /**
   * Stores every entry; of two with the same key the later wins.
   *
   * @throws CacheBatchError if some could not be stored (no key, a value that can't be kept, an option of that entry),
   * after all others were; CacheOptionError if an option of the whole call can't be meant, and nothing is stored.
   */
  setMany(entries: Iterable<BatchEntry>, options?: SetOptions): Promise<void>;

  /**
   * @returns How many there were.
   * @throws CacheBatchError if some could not be deleted (or were no keys), after all others were.
   */
  deleteMany(keys: Iterable<string>, options?: CallOptions): Promise<number>;

  /** Deletes every entry of this provider, and nothing else in its store. Entries written meanwhile may survive. */
  clear(options?: CallOptions): Promise<void>;

  /** How many entries of this provider there are. */
  getSize(options?: CallOptions): Promise<number>;

  /** Frees entries whose time is over. @returns How many it freed; 0 where the store does so by itself. */
  cleanupExpired(options?: CallOptions): Promise<number>;

  /** What this provider has done since it was made, and how long that took. */
  getStats(options?: CallOptions): Promise<ProviderStats>;

  /** Waits, up to a bound, for what is in flight, and lets go of every timer, socket and listener. Idempotent. */
  close(): Promise<void>;
}
