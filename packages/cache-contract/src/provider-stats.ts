import type { Milliseconds } from './duration.ts';

/** The operations whose time is measured. A synchronous twin counts as the operation it is a twin of. */
export type CacheOperation =
  | 'get'
  | 'getEntry'
  | 'set'
  | 'setIfNewer'
  | 'setIfAbsent'
  | 'compareAndSet'
  | 'increment'
  | 'transaction'
  | 'runScript'
  | 'delete'
  | 'exists'
  | 'getMany'
  | 'getEntries'
  | 'setMany'
  | 'deleteMany'
  | 'clear'
  | 'getSize'
  | 'keys'
  | 'distribution'
  | 'cleanupExpired'
  | 'readVersions'
  | 'invalidateVersions'
  | 'pruneVersions'
  | 'publish'
  | 'subscribe'
  | 'acquireLease'
  | 'takeLease'
  | 'renewLease'
  | 'releaseLease'
  | 'acquireEntry'
  | 'renewEntries'
  | 'releaseEntry'
  | 'storeEntry'
  | 'replaceEntry'
  | 'deleteEntries';

/** How long calls of one operation took. */
export interface LatencySummary {
  /** How many calls were measured. */
  readonly count: number;
  readonly p50: Milliseconds;
  readonly p99: Milliseconds;
  readonly max: Milliseconds;
}

/** What a provider has done since it was made. */
export interface ProviderStats {
  /** Reads that found an entry; each key of a batch counts. */
  readonly hits: number;
  /** Reads that found none, or one that could not be read. */
  readonly misses: number;
  /** Entries stored. */
  readonly sets: number;
  /** Entries deleted by `delete` and `deleteMany`. */
  readonly deletes: number;
  /** Entries dropped to make room, where the provider does that. */
  readonly evictions: number;
  /** Entries dropped because their time was over, where the provider sees that. */
  readonly expirations: number;
  /** Calls that rejected. */
  readonly errors: number;
  /** Entries that could not be read and were answered as a miss. */
  readonly unreadable: number;
  /** Entries there now, where that is known without asking a server. */
  readonly size: number | undefined;
  /** By operation, where at least one call was measured. */
  readonly latency: Readonly<Partial<Record<CacheOperation, LatencySummary>>>;
}
