import type { CacheState } from './cache-state.ts';
import type { Counts } from './counts.ts';

/** What a cache has done since it was made, and where it stands. */
export interface CacheStats extends Readonly<Counts> {
  readonly name: string;
  /** `degraded` while it has to do without something. */
  readonly state: CacheState;
  /**
   * What is amiss: the name of each tier that failed when it was last called, and `coordination`; `messages`, if those of other
   * processes are not heard; `pending`, if a tier has missed writes that are not made up for.
   */
  readonly troubles: readonly string[];
  /** Is it told what other processes write? Before its first call it does not listen. */
  readonly isListening: boolean;
  /** Keys and tags that the shared tiers have missed. */
  readonly pending: number;
  /** Calls of each tier, and of `coordination`, that failed. */
  readonly failures: Readonly<Record<string, number>>;
  /** Entries that were on their way into memory when something else was written. */
  readonly droppedFills: number;
  /** Loaders under way. */
  readonly flights: number;
}
