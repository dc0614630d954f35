import type { Milliseconds } from '@modular-agent/cache-contract';
import type { StaleReason } from './loads/load-result.ts';

/** A value with where it comes from. */
export interface CacheResult<T> {
  readonly value: T;
  /** The tier's provider, or `'loader'`. */
  readonly source: string;
  /** How long ago it was loaded, by the clock of the machine that did. */
  readonly age: Milliseconds;
  /** How long it is fresh from now; 0 if it is not. */
  readonly remainingTtl: Milliseconds;
  readonly isStale: boolean;
  /** Why it is served though it is stale. */
  readonly staleReason: StaleReason | undefined;
  readonly tags: readonly string[];
}
