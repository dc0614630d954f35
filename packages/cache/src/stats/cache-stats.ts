import type { CacheState } from './cache-state.ts';
import type { Counts } from './counts.ts';

/** Counts of a cache since it was made, and its state. */
export interface CacheStats extends Readonly<Counts> {
  readonly name: string;
  readonly state: CacheState;
  /**
   * Reasons of a `degraded` state: the name of each tier that failed when it was last called, and `coordination`; `messages`, if
   * messages of other processes are not received; `pending`, if a tier has missed writes that are not made up for.
   */
  readonly problems: readonly string[];
  /** Whether it receives the messages of other processes. Before its first call it does not subscribe. */
  readonly isListening: boolean;
  /** Keys and tags of writes that shared tiers have missed. */
  readonly pending: number;
  /** Failed calls of each tier, and of `coordination`. */
  readonly failures: Readonly<Record<string, number>>;
  /** Loads that have not ended. */
  readonly inFlightLoads: number;
  /** Values that wait to be stored. */
  readonly queued: number;
  /** Values that were not stored: they found no room, or a tier failed. */
  readonly dropped: number;
}
