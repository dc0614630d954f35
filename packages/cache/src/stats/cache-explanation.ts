import type { Milliseconds } from '@modular-agent/cache-contract';

/**
 * - `fresh`: a `get` returns it.
 * - `stale`: its ttl is over, its grace is not.
 * - `invalid`: one of its tags was invalidated, or the cache was cleared, since it was loaded.
 * - `unverified`: messages of other processes may have been lost, so the shared tiers are asked first.
 * - `in-doubt`: a write of this process may be missing there, so it is not read until the key was deleted there.
 * - `queued`: it waits to be stored in the shared tiers; this process serves it.
 * - `unreadable`: no cache of this release wrote it.
 * - `unavailable`: the tier can't be read.
 */
export type TierStatus =
  | 'absent'
  | 'fresh'
  | 'stale'
  | 'invalid'
  | 'unverified'
  | 'in-doubt'
  | 'queued'
  | 'unreadable'
  | 'unavailable';

/** The entry of one tier under a key. */
export interface TierExplanation {
  /** The tier's name; `queue` for a value that waits to be stored. */
  readonly tier: string;
  readonly status: TierStatus;
  /** Answer of a `get`, with the cause. */
  readonly reason: string;
  readonly age: Milliseconds | undefined;
  readonly remainingTtl: Milliseconds | undefined;
  readonly tags: readonly string[];
}

/** Result of `explain`. */
export interface CacheExplanation {
  readonly key: string;
  /** The key under which the tiers have it. */
  readonly storedKey: string;
  readonly tiers: readonly TierExplanation[];
  /** Whether this process is loading it. */
  readonly isLoading: boolean;
}
