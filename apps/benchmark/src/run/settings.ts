import type { Row } from '../rows/row.ts';

/** How long and how often everything is measured. Times are milliseconds. */
export interface Settings {
  readonly rounds: number;
  readonly round: number;
  readonly warmUp: number;
  /** How often the outage is gone through. */
  readonly outages: number;
  readonly outage: OutageTimes;
  /** How often each change is made whose way to another process is timed. */
  readonly changes: number;
}

/** How long each phase of the outage is. */
export interface OutageTimes {
  readonly healthy: number;
  readonly paused: number;
  readonly resumed: number;
  readonly killed: number;
  readonly back: number;
}

export const fullSettings: Settings = {
  rounds: 7,
  round: 400,
  warmUp: 800,
  outages: 3,
  outage: { healthy: 2_000, paused: 3_000, resumed: 2_000, killed: 3_000, back: 3_000 },
  changes: 2_000,
};

export const quickSettings: Settings = {
  rounds: 3,
  round: 150,
  warmUp: 150,
  outages: 1,
  outage: { healthy: 1_000, paused: 1_500, resumed: 1_000, killed: 1_000, back: 1_500 },
  changes: 200,
};

/** How often a row is measured, and for how long each time. */
export interface Rounds {
  readonly count: number;
  readonly milliseconds: number;
}

/** How many times as many rounds one worker has, and how many times as short. */
export const roundsAlone = 8;
export const partAlone = 4;

/** A stampede gets this many times the usual rounds: it is short, and every one must hold. */
const roundsOfStampede = 3;

/**
 * One worker's speed hangs on which processors it and the server happen to run on, which changes from round to round:
 * more and shorter rounds. A percentile of a few slow calls needs longer ones.
 */
export function roundsOf({ work }: Row, { rounds, round }: Settings): Rounds {
  if (work.kind === 'beside') return { count: rounds, milliseconds: 5 * round };
  if (work.kind === 'stampede') return { count: roundsOfStampede * rounds, milliseconds: round };
  const alone = 'workers' in work && work.workers === 1;
  return alone
    ? { count: roundsAlone * rounds, milliseconds: round / partAlone }
    : { count: rounds, milliseconds: round };
}
