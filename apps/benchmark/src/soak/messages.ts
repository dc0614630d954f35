import type { LoadCounts } from './load.ts';

/** What the parent tells the load's process, once. */
export interface StartLoad {
  readonly url: string;
  readonly milliseconds: number;
  /** Milliseconds from one sample to the next. */
  readonly interval: number;
}

/** Memory that is still held after a forced collection, while no call is under way. Bytes. */
export interface MemorySample {
  /** Milliseconds since the load began. */
  readonly at: number;
  readonly heapUsed: number;
  readonly external: number;
}

/** What the load's process tells: after every sample, and when it is done. */
export interface LoadReport {
  readonly kind: 'sample' | 'done';
  readonly sample: MemorySample;
  readonly counts: LoadCounts;
  /** Entries that the provider could not read. */
  readonly unreadable: number;
  /** Unhandled rejections and uncaught errors. */
  readonly unhandled: readonly string[];
}
