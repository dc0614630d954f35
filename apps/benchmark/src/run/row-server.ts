import type { Store } from '../rows/row.ts';

/** Where the contenders of a row keep their values. */
export interface RowServer {
  /** Where a contender finds it. */
  urlOf(contender: string, store: Store): string;
  /** Forgets everything. */
  flush(): Promise<void>;
  /** Milliseconds of processor time, user and system, since the start. */
  processorTime(): Promise<number>;
}
