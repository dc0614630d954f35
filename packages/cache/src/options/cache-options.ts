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
   * How long a caller with a stale entry in hand waits, for shared tiers and loader together, before it is answered with that
   * entry; the load goes on. 0: not at all. Default: as long as the load takes.
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
   * How long one round trip to a shared tier may take, from sent to answered. While bytes of a reply arrive, it starts again, up
   * to `storeTimeout`. Then the call goes on without the tier. Default: 200 ms.
   */
  readonly tierTimeout?: Duration | undefined;
  /**
   * How long a call waits for a connection, or for its turn on a busy tier, before it is sent. Then a read goes on without the
   * tier, and a write resolves as pending while it goes on. Default: 1 second.
   */
  readonly queueTimeout?: Duration | undefined;
  /** How long a write may wait to be stored in the background. Then it is dropped. Default: 30 seconds. */
  readonly storeTimeout?: Duration | undefined;
  /**
   * How long a failed refresh is not tried again while a stale value is in hand, which is served meanwhile. 0: it is tried by
   * every call. Default: 1 second.
   */
  readonly retryAfter?: Duration | undefined;
  /**
   * For how long a process is the one that loads a key, unless it prolongs that, which it does while its loader runs. One that
   * dies holds up the others for as long. Default: 5 seconds.
   */
  readonly leaseTtl?: Duration | undefined;
  /**
   * How many keys whose writes a tier missed are remembered one by one. If an outage leaves more, everything is invalidated once
   * the tier is back. Default: 10,000.
   */
  readonly maxPending?: number | undefined;
  /**
   * How many loaded values, with those that are being loaded, may wait to be stored. A load that finds no place waits up to
   * `queueTimeout`; then its result is returned and not stored. Default: 100,000.
   */
  readonly maxQueuedEntries?: number | undefined;
  /** How many bytes the values that wait to be stored may take in memory, estimated. Default: 268,435,456 (256 MiB). */
  readonly maxQueuedBytes?: number | undefined;
  /** What a caller gets where a tier fails: an answer from elsewhere, or the tier's error. Default: `'contain'`. */
  readonly tierErrors?: 'contain' | 'throw' | undefined;
  /** Called with each problem that an operator should know of. Default: it becomes a warning of the process. */
  readonly onProblem?: ((problem: CacheProblem) => void) | undefined;
  /**
   * Called with each piece of work that goes on after its callers were answered; a serverless platform's function of this name
   * keeps the process alive for it. Default: none.
   */
  readonly waitUntil?: ((work: Promise<unknown>) => void) | undefined;
}
