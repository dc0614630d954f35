import type { OpenLoopCall } from '../outage/open-loop.ts';
import type { Store, Work } from '../rows/row.ts';
import type { Sample } from '../workload/sample.ts';

/** What a contender is to do, in a process of its own. */
export interface Job {
  readonly store: Store;
  readonly contender: string;
  /** The server, with the contender's own logical database; nodes of a Cluster. Empty for contenders in memory. */
  readonly url: string;
  readonly work: Work | { readonly kind: 'outage' };
}

/** What the parent tells a child, one at a time. */
export type Request =
  | { readonly do: 'open'; readonly job: Job }
  | { readonly do: 'measure'; readonly milliseconds: number }
  | { readonly do: 'call-steadily'; readonly from: number; readonly milliseconds: number }
  | { readonly do: 'close' };

/** What a child answers to each. */
export interface Answers {
  /** Can the contender do it? */
  readonly open: boolean;
  readonly measure: Sample;
  readonly 'call-steadily': readonly OpenLoopCall[];
  readonly close: undefined;
}

/** How an answer comes back. */
export type Reply = { readonly answer: unknown } | { readonly problem: string };
