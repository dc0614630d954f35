import type { CacheProvider, Coordination, Duration } from '@modular-agent/cache-contract';
import type { CacheProblem } from '../stats/cache-problem.ts';

/** How long entries live, and how they are loaded. Given to a cache for all its calls, and to a call for that one. */
export interface LoadingOptions {
  /** How long an entry is fresh. `Infinity` for ever. Default: 1 hour. */
  readonly ttl?: Duration | undefined;
  /**
   * How much longer an entry is kept, to be served where nothing fresh can be had: its loader fails, or takes longer than
   * `softTimeout`. 0 for none, which is the default: an entry is gone with its ttl.
   */
  readonly grace?: Duration | undefined;
  /**
   * How long a caller with a stale entry in hand waits in all, for tiers and loader together, before the stale value is
   * returned. The loader keeps running. 0 returns the stale value at once. At most 24 days, or `Infinity`. Default:
   * `Infinity`, as long as the loader takes.
   */
  readonly softTimeout?: Duration | undefined;
  /**
   * How long a loader may take. Then its signal fires, and its caller gets a `CacheTimeoutError` or a stale entry. Whoever
   * waited for it, and the next caller, has his own run, one for all. What the old one returns later is not stored. At most 24
   * days. Default: 2 minutes.
   */
  readonly loaderTimeout?: Duration | undefined;
}

/** How a cache is made. */
export interface CacheOptions extends LoadingOptions {
  /** What its keys, tags and messages begin with, where it shares a store with others; and what errors and events call it. */
  readonly name: string;
  /**
   * The providers, fastest first; those in this process (with synchronous twins) before those that processes share. Who made
   * them closes them.
   */
  readonly tiers: readonly [CacheProvider, ...CacheProvider[]];
  /**
   * A provider of this process that stands in while the tiers are away: what is written or loaded then is kept there, and
   * dropped when they are back. It is not read while they are well. Not one of `tiers`. Default: none.
   */
  readonly fallback?: CacheProvider | undefined;
  /**
   * What the processes that share the last tiers need together. Default: what the last tier offers that offers one. `'local'`:
   * they share values, and nothing else: each runs its own loaders, hears of no other's writes, and invalidates for itself.
   */
  readonly coordination?: Coordination | 'local' | undefined;
  /** By which part of its ttl, at most, an entry ends sooner, so that not all end at once. 0 to 1. Default: 0.1. */
  readonly jitter?: number | undefined;
  /**
   * Past which part of its ttl an entry is loaded anew by the first who reads it, who gets the present value at once. Above
   * 0, at most 1. Default: 1, only when it is over.
   */
  readonly refreshAhead?: number | undefined;
  /**
   * How long one round trip to a shared tier may take, from sent to answered. The time starts again while bytes of the reply
   * arrive. After it the call continues without the tier. At most 24 days. Default: 200 ms.
   */
  readonly tierTimeout?: Duration | undefined;
  /**
   * How long a call waits for a connection, or for a place, before it is sent to a tier. After it the call continues without
   * the tier. At most 24 days. Default: 1 second.
   */
  readonly queueTimeout?: Duration | undefined;
  /**
   * How long a write to a tier (storing a loaded value, `set`, `delete`) goes on in the background before the cache gives it
   * up. At most 24 days. Default: 30 seconds.
   */
  readonly storeTimeout?: Duration | undefined;
  /**
   * How long a failed refresh is not tried again while there is a stale value to return. 0 tries again at the next call. At
   * most 24 days. Default: 1 second.
   */
  readonly retryAfter?: Duration | undefined;
  /**
   * For how long a process is the one that loads a key, unless it prolongs that, which it does while its loader runs. One that
   * dies holds up the others for as long. Default: 5 seconds.
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
  /** What a caller gets where a tier fails: an answer from elsewhere, or the tier's error. Default: `'contain'`. */
  readonly tierErrors?: 'contain' | 'throw' | undefined;
  /**
   * Called with each problem that no caller is told of by an error: once per outage of a tier, and for values that can't be
   * stored. What it throws is ignored. Default: problems are only counted in `getStats()`.
   */
  readonly onProblem?: ((problem: CacheProblem) => void) | undefined;
  /**
   * Called with a promise for each piece of background work, which resolves when the work has ended and never rejects. A
   * serverless platform that stops the process after the answer takes it: `(work) => context.waitUntil(work)`. Default: none.
   */
  readonly waitUntil?: ((work: Promise<unknown>) => void) | undefined;
}
