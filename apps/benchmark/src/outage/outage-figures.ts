import { latencyOf, type Latency } from '../statistics/latency.ts';
import { median } from '../statistics/quantile.ts';
import type { CallOutcome, OpenLoopCall } from './open-loop.ts';
import { phases, type OutageContender, type OutageResult, type Phase } from './outage-result.ts';

/** What became of the calls that were made in one phase, over all outages. */
export interface PhaseFigures {
  readonly phase: Phase;
  readonly outcomes: Readonly<Record<CallOutcome, number>>;
  /** Of the calls that ended. */
  readonly latency: Latency | undefined;
}

/** The phase in which a call was made. */
function phaseOf([at]: OpenLoopCall, { began }: OutageResult): Phase {
  return phases.findLast((phase) => began[phase] <= at) ?? 'healthy';
}

/** A contender's calls by phase. */
export function phaseFigures(name: string, outages: readonly OutageResult[]): readonly PhaseFigures[] {
  return phases.map((phase) => {
    const calls = outages.flatMap((outage) => callsIn(outage, name).filter((call) => phaseOf(call, outage) === phase));
    const count = (outcome: CallOutcome): number => calls.filter((call) => call[2] === outcome).length;
    return {
      phase,
      outcomes: {
        answered: count('answered'),
        missed: count('missed'),
        rejected: count('rejected'),
        waiting: count('waiting'),
      },
      latency: latencyOf(calls.filter((call) => call[2] !== 'waiting').map((call) => call[1])),
    };
  });
}

/**
 * Milliseconds from the restarted server's first PONG to the first right value that a contender hands out: the median
 * of all outages. NaN if there was none.
 */
export function timeToRecover(name: string, outages: readonly OutageResult[]): number {
  return median(
    outages.map((outage) => {
      // The server was killed some seconds before: nothing that ends in the second half was answered by the old one.
      const after = (outage.began.killed + outage.began.back) / 2;
      const ends = callsIn(outage, name)
        .filter(([at, took, outcome]) => outcome === 'answered' && at + took > after)
        .map(([at, took]) => at + took);
      return ends.reduce((first, end) => Math.min(first, end), Number.POSITIVE_INFINITY) - outage.began.back;
    }),
  );
}

function callsIn(outage: OutageResult, name: string): OutageContender['calls'] {
  return outage.contenders.find((contender) => contender.name === name)?.calls ?? [];
}
