import type { CacheEntry } from '../cache-entry.ts';
import type { CallOptions } from '../call-options.ts';
import type { Duration, Milliseconds } from '../duration.ts';
import type { ErrorPlace } from '../errors/error-place.ts';
import type { JsonObject } from '../json.ts';

/** A message that is published in the same step as a write, after it: a subscriber that receives it finds the write. */
export interface Announcement {
  readonly channel: string;
  readonly message: string;
}

/** The right to load the entry of a key. Whatever writes or deletes the entry ends it. */
export interface EntryLease {
  readonly key: string;
  /** A random text, never used twice. */
  readonly token: string;
}

/** What `acquire` found. */
export interface AcquiredEntry {
  /** `undefined` while another process holds the lease. */
  readonly lease: EntryLease | undefined;
  /** The entry, read after the lease was granted or refused. */
  readonly entry: CacheEntry | undefined;
}

export interface AcquireOptions extends CallOptions {
  /** Takes the lease from a holder; what the holder stores is refused from then on. Default: false. */
  readonly take?: boolean | undefined;
}

export interface AnnouncedOptions extends CallOptions {
  /** Default: nothing is published. */
  readonly announce?: Announcement | undefined;
}

export interface WriteEntryOptions extends AnnouncedOptions {
  /** How long the entry lives. `Infinity` never expires. */
  readonly ttl: Duration;
  /** Kept beside the value; at most 4 KiB as JSON. */
  readonly metadata: JsonObject;
}

/** A value in a form that nobody can change any more. */
export interface KeptValue {
  /** About how many bytes it takes. */
  readonly bytes: number;
  /** The value, for one reader. */
  read(): unknown;
}

/**
 * What a `Cache` does with an entry in one step: read, lease, store, delete, and the message that tells other processes.
 *
 * - A lease belongs to the entry: `set` and `delete` end it, and `store` is refused to whoever lost it. So a loader's result
 *   never replaces what was written while the loader ran.
 * - A `set` never lands much later than it was sent: past its `timeout`, a second, and a millisecond for each 1,000 bytes, the
 *   store itself refuses it.
 * - A write that the store refuses (no room, no rights) has ended the lease and removed the older entry where the store
 *   still can; `outcome` is `'not-applied'`.
 * - Errors are those of every provider call.
 *
 * `entryStoreOf` derives one from a provider, leases and a backplane, in more round trips.
 */
export interface EntryStore {
  /**
   * The store's clock, in milliseconds since a fixed moment, the same for all processes that share the store. Entries carry
   * its time, so that no process depends on the clock of another. A process learns the offset of a server's clock with its
   * first call; before that this is its own clock.
   */
  now(): Milliseconds;

  /** The entry under a key, never from a replica. One round trip, shared with other reads of the same tick. */
  get(key: string, options?: CallOptions): Promise<CacheEntry | undefined>;

  /** The entries that are there, by key, never from a replica. */
  getMany(keys: Iterable<string>, options?: CallOptions): Promise<Map<string, CacheEntry>>;

  /**
   * Acquires the lease of an entry, then reads the entry: what was stored before the lease was granted is seen. One round
   * trip. If the outcome is unknown, the store releases what it may have granted.
   */
  acquire(key: string, ttl: Duration, options?: AcquireOptions): Promise<AcquiredEntry>;

  /** Extends leases from now. One round trip for all. @returns The keys whose lease is lost. */
  renew(leases: readonly EntryLease[], ttl: Duration, options?: CallOptions): Promise<ReadonlySet<string>>;

  /** Gives a lease back without storing. @returns Whether it was still held; if not, nothing is announced. */
  release(lease: EntryLease, options?: AnnouncedOptions): Promise<boolean>;

  /**
   * Makes a value into what this store's `set` and `store` take in its place: so that nothing that its owner does to it afterwards
   * changes what is stored, and it is encoded once. O(size of the value), no round trip. Where there is none, values are given as
   * they are.
   *
   * @throws CacheSerializationError, or CacheEntryTooLargeError, if it can't be kept.
   */
  encode?(value: unknown, place: ErrorPlace): KeptValue;

  /** Stores the loaded value and ends the lease, if the lease is still held. @returns Whether it was stored. */
  store(lease: EntryLease, value: unknown, options: WriteEntryOptions): Promise<boolean>;

  /** Stores a value in place of any other and ends the lease of whoever loads it. */
  set(key: string, value: unknown, options: WriteEntryOptions): Promise<void>;

  /** Deletes entries and ends their leases. @throws CacheBatchError if some of several could not be deleted. */
  delete(keys: readonly string[], options?: AnnouncedOptions): Promise<void>;
}
