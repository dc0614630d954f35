import type { CallOptions, Duration } from '@modular-agent/cache-contract';
import type { StandardSchema } from './standard-schema.ts';
import type { LoadingOptions } from './cache-options.ts';

/** Options of a call that can name tiers. `signal` and `timeout` end this caller's wait only. */
export interface TierOptions extends CallOptions {
  /** The tiers to use, by their providers' names. Default: all. */
  readonly tiers?: readonly string[] | undefined;
}

/** Options of a read. */
export interface ReadOptions<T> extends TierOptions {
  /** Maximum age of an entry, whatever its ttl. Default: its ttl. */
  readonly maxAge?: Duration | undefined;
  /**
   * Schema that a stored value must match; otherwise it is a miss. A value that was just loaded is not checked. Default:
   * none.
   */
  readonly schema?: StandardSchema<T> | undefined;
}

/** Options of a write. */
export interface WriteOptions extends TierOptions, Pick<LoadingOptions, 'ttl' | 'grace'> {
  /** Tags that invalidate the entry; with the rest of its metadata at most 4 KiB. Default: none. */
  readonly tags?: Iterable<string> | undefined;
}

/** Options of a call that loads an absent entry. */
export interface GetOrSetOptions<T> extends ReadOptions<T>, WriteOptions, LoadingOptions {
  /** Loads in any case, and takes the lease from a process that holds it. Default: false. */
  readonly forceRefresh?: boolean | undefined;
  /** Does not store the loaded value. Default: false. */
  readonly noStore?: boolean | undefined;
  /** Never loads; returns `undefined` if there is no fresh entry. Default: false. */
  readonly onlyIfCached?: boolean | undefined;
}

/** One entry of `setMany`: its options go before those of the whole call. */
export type CacheBatchEntry = readonly [
  key: string,
  value: unknown,
  options?: Pick<WriteOptions, 'ttl' | 'grace' | 'tags'>,
];
