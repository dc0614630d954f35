import type { Latency } from '../statistics/latency.ts';

/** What one contender did in one round. */
export interface Sample {
  /** Entries read or written as asked. */
  readonly operations: number;
  /** Milliseconds, until the last call had ended. */
  readonly elapsed: number;
  /** Entries of calls that rejected. */
  readonly failures: number;
  /** Entries of calls that answered, but without the value that is there. */
  readonly misses: number;
  /** Milliseconds of processor time of the contender's process, user and system. */
  readonly cpu: number;
  /** Milliseconds of processor time of the server. Undefined in rows without one. */
  readonly serverCpu?: number;
  /** Of one worker's calls; of the small reads in rows with big values beside. */
  readonly latency?: Latency;
  /** Loader calls of all processes. Only in a stampede. */
  readonly loads?: number;
  /** Only in a burst. */
  readonly burst?: {
    /** Milliseconds per sequential call. */
    readonly alone: number;
    /** Bytes of heap at the peak, per call. */
    readonly heap: number;
  };
  /** The big values beside, in rows that have them. */
  readonly beside?: { readonly operations: number; readonly failures: number };
}
