import type { Milliseconds } from '@modular-agent/cache-contract';

/** What one tier has under a key. */
export interface TierExplanation {
  readonly tier: string;
  /**
   * `fresh`: it is served. `stale`: its ttl is over, its grace is not. `invalid`: a tag of it was invalidated, or the cache
   * cleared, since it was begun. `doubtful`: messages may have been missed, so that shared tiers are asked first. `deleted`:
   * what a deletion leaves behind for a while. `unreadable`: no cache of this release wrote it. `away`: it can't be asked.
   */
  readonly status: 'absent' | 'fresh' | 'stale' | 'invalid' | 'doubtful' | 'deleted' | 'unreadable' | 'away';
  readonly age: Milliseconds | undefined;
  readonly remainingTtl: Milliseconds | undefined;
  readonly tags: readonly string[];
}

/** What is known of a key. */
export interface CacheExplanation {
  readonly key: string;
  /** What the tiers have it under. */
  readonly storedKey: string;
  readonly tiers: readonly TierExplanation[];
  /** Is it being loaded by this process? */
  readonly isLoading: boolean;
}
