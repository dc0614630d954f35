import type { JsonObject } from './json.ts';

/** A forward-only number: of two entries of a key, the one with the higher stamp is the newer. 0 to 2^53 - 1. */
export type Stamp = number;

/** A stored value with what was stored beside it. */
export interface CacheEntry<T = unknown> {
  readonly value: T;
  /** What the writer noted beside the value; frozen. */
  readonly metadata: JsonObject | undefined;
  readonly stamp: Stamp | undefined;
}
