import { takeSnapshot } from '@modular-agent/cache-contract/provider';
import type { EntryRecord } from '../entries/entry-record.ts';
import type { TierHit } from '../tiers/pending-reads.ts';

/** Reason why an entry is served although its ttl is over. */
export type StaleReason = 'loader-failed' | 'loader-slow';

/** A result of a call that reads or loads. */
export interface LoadResult {
  /** Gives each caller a value of its own; `undefined` if the loader returned `undefined`. */
  readonly value: { read(): unknown } | undefined;
  /** Absent if the value is not stored. */
  readonly record: EntryRecord | undefined;
  /** The tier that it came from, or `'loader'`. */
  readonly source: string;
  readonly staleReason: StaleReason | undefined;
}

/** The entry of a tier as a result. */
export function resultOfHit({ value, record, source }: TierHit, staleReason?: StaleReason): LoadResult {
  return { value, record, source, staleReason };
}

/** The value of a result, as its caller gets it. */
export function valueOfResult(result: LoadResult | undefined): unknown {
  return result?.value?.read();
}

/** The same entry, from which each caller that shares a load gets what it may have. */
export function forManyReaders(hit: TierHit): TierHit {
  return { ...hit, value: takeSnapshot(hit.value.read(), {}) };
}
