import type { Stamp } from './cache-entry.ts';
import type { Duration } from './duration.ts';
import type { JsonObject } from './json.ts';

/** What every call takes. */
export interface CallOptions {
  /** Ends the call at once with a `CacheAbortError`. A write that was already sent may still land. */
  readonly signal?: AbortSignal | undefined;
  /** How long the call may take, from now. At most 24 days. Default: the provider's own. */
  readonly timeout?: Duration | undefined;
  /**
   * How long the call may wait before it is sent, for a connection or for its turn when the provider has too much in flight.
   * `timeout` then counts from the sending. Default: waiting counts as part of `timeout`, and too much in flight is a
   * `CacheOverloadedError`.
   */
  readonly queueTimeout?: Duration | undefined;
  /**
   * While bytes of the reply arrive, `timeout` starts again, until this long after the sending. So a large value may take
   * longer than a small one. Default: `timeout`, it never starts again.
   */
  readonly transferTimeout?: Duration | undefined;
}

/** What is kept beside a value. */
export interface EntryOptions {
  /** How long the entry lives. Default: the provider's `defaultTtl`, else 1 hour. `Infinity` never expires. */
  readonly ttl?: Duration | undefined;
  /** Anything the writer wants to find again beside the value; at most 4 KiB as JSON. Default: none. */
  readonly metadata?: JsonObject | undefined;
  /** How new the entry is, for `setIfNewer`. Default: none, which is older than any. */
  readonly stamp?: Stamp | undefined;
}

export interface SetOptions extends CallOptions, EntryOptions {}

/** What `setIfNewer` keeps beside a value. */
export interface StampedEntryOptions extends EntryOptions {
  readonly stamp: Stamp;
}

export interface SetIfNewerOptions extends CallOptions, StampedEntryOptions {}

/** One entry of `setMany`: its options go before those of the whole call. A `Map` of values is an iterable of these. */
export type BatchEntry = readonly [key: string, value: unknown, options?: EntryOptions];
