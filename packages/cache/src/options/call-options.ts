import type { CallOptions, Duration } from '@modular-agent/cache-contract';
import type { StandardSchema } from './standard-schema.ts';
import type { LoadingOptions } from './cache-options.ts';

/** What calls take that are about chosen tiers: `signal` and `timeout` are those of the caller, who waits no longer. */
export interface TierOptions extends CallOptions {
  /** The tiers to use, by their providers' names. Default: all. */
  readonly tiers?: readonly string[] | undefined;
}

/** How an entry is read. */
export interface ReadOptions<T> extends TierOptions {
  /** How old an entry may be, whatever its ttl. Default: its ttl. */
  readonly maxAge?: Duration | undefined;
  /** What it must be; an entry that is not is a miss. Default: not checked. What was just loaded is not checked. */
  readonly schema?: StandardSchema<T> | undefined;
}

/** How an entry is written. */
export interface WriteOptions extends TierOptions, Pick<LoadingOptions, 'ttl' | 'grace'> {
  /** What it can be invalidated by. With the rest of what is noted about it at most 4 KiB. Default: none. */
  readonly tags?: Iterable<string> | undefined;
}

/** How an entry is read, or loaded where it is absent. */
export interface GetOrSetOptions<T> extends ReadOptions<T>, WriteOptions, LoadingOptions {
  /** Loads anew, whatever is there. What others are loading already is not waited for. Default: false. */
  readonly forceRefresh?: boolean | undefined;
  /** Stores nothing of what is loaded. Default: false. */
  readonly noStore?: boolean | undefined;
  /** Loads nothing: `undefined` where there is no entry. Default: false. */
  readonly onlyIfCached?: boolean | undefined;
}

/** One entry of `setMany`: its options go before those of the whole call. */
export type CacheBatchEntry = readonly [
  key: string,
  value: unknown,
  options?: Pick<WriteOptions, 'ttl' | 'grace' | 'tags'>,
];
