import type { EntryRecord } from '../entries/entry-record.ts';
import { takeSnapshot, type Snapshot } from '@modular-agent/cache-contract/provider';
import type { Found } from '../tiers/shared-tiers.ts';

/** Why an entry is served though its ttl is over. */
export type StaleReason = 'loader-failed' | 'loader-slow';

/** What came of a call that reads, or loads. */
export interface Answer {
  /** None if the loader gave `undefined`. */
  readonly value: Snapshot | undefined;
  /** None where the value is not stored. */
  readonly record: EntryRecord | undefined;
  /** The tier it came from, or `'loader'`. */
  readonly source: string;
  readonly staleReason: StaleReason | undefined;
}

/** What a tier had, as an answer. */
export function answerOf({ value, record, source }: Found, staleReason?: StaleReason): Answer {
  return { value: takeSnapshot(value, {}), record, source, staleReason };
}
