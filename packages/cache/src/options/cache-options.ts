import type { CacheProvider, Coordination, Duration } from '@modular-agent/cache-contract';
import type { CacheProblem } from '../stats/cache-problem.ts';

/** Lifetime and loading of entries: given to a cache for all its calls, or to one call. */
export interface LoadingOptions {
  /** Time for which an entry is fresh. `Infinity` for ever. Default: 1 hour. */
  readonly ttl?: Duration | undefined;
  /**
   * Time for which an entry is kept after its ttl. The stale entry is served when the loader fails, or takes longer than
   * `softTimeout`. Default: 0, an entry is gone with its ttl.
   */
  readonly grace?: Duration | undefined;
  /**
   * Maximum time that a caller with a stale entry in hand waits, for tiers and loader together, before the stale value is
   * returned. The loader keeps running. 0 returns the stale value at once. At most 24 days, or `Infinity`. Default:
   * `Infinity`, as long as the loader takes.
   */
  readonly softTimeout?: Duration | undefined;
  /**
   * Maximum duration of a loader. After it the signal fires, and the caller gets a `CacheTimeoutError` or a stale entry. The
   * callers that had joined, and the next caller, share one new run. A value that the old loader returns later is not stored.
   * At most 24 days. Default: 2 minutes.
   */
  readonly loaderTimeout?: Duration | undefined;
}

/** Options of `createCache`. */
export interface CacheOptions extends LoadingOptions {
  /** Prefix of its keys, tags and messages in a shared store, and its name in errors and events. */
  readonly name: string;
  /**
   * Providers, fastest first: at most one in this process (with synchronous twins), in front of those that processes share. The
   * code that made a provider closes it.
   */
  readonly tiers: readonly [CacheProvider, ...CacheProvider[]];
  /**
   * A provider of this process that serves only while the tiers are unavailable. Values that are written or loaded meanwhile
   * are kept there, and dropped when the tiers are back. Not one of `tiers`. Default: none.
   */
  readonly fallback?: CacheProvider | undefined;
  /**
   * Versions, messages and leases of the processes that share the last tiers. `'local'`: processes share values, and nothing
   * else: each runs its own loaders, receives no messages, and invalidates for itself. Default: that of the last tier that
   * offers one.
   */
  readonly coordination?: Coordination | 'local' | undefined;
  /**
   * Maximum fraction of the ttl that is randomly cut off, so that entries written together don't expire together. 0 to 1.
   * Default: 0.1.
   */
  readonly jitter?: number | undefined;
  /**
   * Fraction of the ttl after which the first reader of an entry starts a refresh, and gets the present value at once. Above
   * 0, at most 1. Default: 1, no refresh before the ttl is over.
   */
  readonly refreshAhead?: number | undefined;
  /**
   * Maximum duration of one round trip to a shared tier, from sent to answered. The time starts again while bytes of the reply
   * arrive. After it the call continues without the tier. At most 24 days. Default: 200 ms.
   */
  readonly tierTimeout?: Duration | undefined;
  /**
   * Maximum time that a call waits for a connection, or for a place, before it is sent to a tier. After it the call continues
   * without the tier. At most 24 days. Default: 1 second.
   */
  readonly queueTimeout?: Duration | undefined;
  /**
   * Maximum time that a write to a tier (storing a loaded value, `set`, `delete`) goes on before the cache gives it
   * up. At most 24 days. Default: 30 seconds.
   */
  readonly storeTimeout?: Duration | undefined;
  /**
   * Pause after a failed refresh, while there is a stale value to return. 0 tries again at the next call. At
   * most 24 days. Default: 1 second.
   */
  readonly retryAfter?: Duration | undefined;
  /**
   * Lifetime of the lease under which a process loads a key. It is renewed while the loader runs; a process that dies holds up
   * the others for as long. Default: 5 seconds.
   */
  readonly leaseTtl?: Duration | undefined;
  /**
   * Maximum number of keys, per tier, whose writes the tier missed and that the cache deletes there one by one after an
   * outage. With more of them it invalidates everything. 0 always does. Default: 10,000.
   */
  readonly maxPending?: number | undefined;
  /**
   * Maximum number of loaded values that wait to be stored. One more is returned to its caller, and not stored. At least 1.
   * Default: 100,000.
   */
  readonly maxQueuedEntries?: number | undefined;
  /**
   * Maximum size in bytes of all loaded values that wait to be stored. A value that would exceed it is returned to its caller,
   * and not stored. At least 1. Default: 268,435,456 (256 MiB).
   */
  readonly maxQueuedBytes?: number | undefined;
  /** Answer of a call when a tier fails: from elsewhere, or, with `'throw'`, the tier's error. Default: `'contain'`. */
  readonly tierErrors?: 'contain' | 'throw' | undefined;
  /**
   * Called with each problem that no caller receives as an error: once per outage of a tier, and for values that can't be
   * stored. An error that it throws or rejects with becomes a warning. Default: `process.emitWarning`.
   */
  readonly onProblem?: ((problem: CacheProblem) => void) | undefined;
  /**
   * Called with a promise for each piece of background work. The promise resolves when the work has ended, and never rejects.
   * Keeps a serverless function alive after its answer: `(work) => context.waitUntil(work)`. Default: none.
   */
  readonly waitUntil?: ((work: Promise<unknown>) => void) | undefined;
}
