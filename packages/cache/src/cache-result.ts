import type { Milliseconds } from '@modular-agent/cache-contract';
import type { StaleReason } from './loads/load-result.ts';

/** A value with where it comes from. */
export interface CacheResult<T> {
  readonly value: T;
  /** The tier's provider, or `'loader'`. */
  readonly source: string;
  /** Time since it was loaded, by the clock of the store. */
  readonly age: Milliseconds;
  /** Time for which it is still fresh; 0 if it is stale. */
  readonly remainingTtl: Milliseconds;
  readonly isStale: boolean;
  /** Reason why it is served though it is stale. */
  readonly staleReason: StaleReason | undefined;
  readonly tags: readonly string[];
}
