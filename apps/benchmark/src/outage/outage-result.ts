import type { OpenLoopCall } from './open-loop.ts';

/** What the server was when a call was made. `back` has its values again. */
export const phases = ['healthy', 'paused', 'resumed', 'killed', 'back'] as const;

export type Phase = (typeof phases)[number];

/** One outage, gone through by all contenders at the same time. Times are milliseconds by the same clock. */
export interface OutageResult {
  /** When each phase began. `back` begins with the first PONG of the restarted server. */
  readonly began: Readonly<Record<Phase, number>>;
  readonly ended: number;
  readonly contenders: readonly OutageContender[];
}

/** All calls of a contender, in the order in which they were due. */
export interface OutageContender {
  readonly name: string;
  readonly calls: readonly OpenLoopCall[];
  readonly problem?: string;
}
