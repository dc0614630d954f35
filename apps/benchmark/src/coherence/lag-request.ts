import type { Change } from './coherence-result.ts';

/** What a process with a cache is told, one at a time. */
export type LagRequest =
  | { readonly do: 'open'; readonly url: string }
  | { readonly do: 'change'; readonly change: Change; readonly key: string; readonly value: number }
  /** Answers twice: when it has the value in its memory, and when that is another. */
  | { readonly do: 'watch'; readonly key: string };

/** What it answers. Milliseconds by the clock that all processes share. */
export interface LagAnswer {
  readonly isArmed?: boolean;
  /** When the change was called for, and when it had been made. */
  readonly from?: number;
  readonly to?: number;
  /** When the last call was made that gave the old value, and when the first had ended that did not. */
  readonly lastOld?: number;
  readonly seen?: number;
}
