import type { Milliseconds } from '@modular-agent/cache-contract';
import { ageOf } from './entries/entry-record.ts';
import type { LoadResult, StaleReason } from './in-flight/load-result.ts';

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

/** The result of a call. */
export function cacheResultOf(result: LoadResult | undefined, now: Milliseconds): CacheResult<unknown> {
  const { value, record, source = 'none', staleReason } = result ?? {};
  const age = record === undefined ? 0 : ageOf(record, now);
  return Object.freeze({
    value: value?.read(),
    source,
    age,
    remainingTtl: record === undefined ? 0 : Math.max(0, record.ttl - age),
    isStale: staleReason !== undefined,
    staleReason,
    tags: record?.tags ?? [],
  });
}
