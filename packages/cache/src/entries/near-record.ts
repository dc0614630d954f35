import type { JsonObject, Milliseconds } from '@modular-agent/cache-contract';
import type { Tick } from '../versions/local-history.ts';

/** What stands, beside the rest, at an entry in this process's memory. */
export interface NearMarks {
  /** Which cache object wrote it: times and ticks of another mean nothing to this one. */
  readonly instance: string;
  /** Where the local history stood when it was begun. */
  readonly begin: Tick;
  /** During which unbroken stretch of listening it was begun. */
  readonly era: number;
}

/** A record with its marks, in the form in which memory hands it out. Read as it is, as a hit must cost little. */
export interface NearMetadata {
  readonly i: string;
  readonly s: Tick;
  readonly r: number;
  readonly c: Milliseconds;
  readonly t?: Milliseconds;
  readonly k?: readonly string[];
}

export function encodeNear(record: JsonObject, { instance, begin, era }: NearMarks): JsonObject {
  return { ...record, i: instance, s: begin, r: era };
}
