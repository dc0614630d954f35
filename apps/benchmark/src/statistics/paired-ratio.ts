import { medianInterval, type Interval } from './bootstrap.ts';
import { summarize, type Summary } from './summary.ts';

/** One contender's figures over another's, round by round. */
export interface PairedRatio extends Summary {
  /** 95 %, of the median. */
  readonly interval: Interval;
}

/**
 * The ratio of two contenders in each round that both have, then its median and spread. What slows the machine down
 * for a round slows both, so that the ratio says more than that of two medians.
 *
 * A round that only one of them has (undefined, NaN, or a base of 0) counts for neither.
 */
export function pairedRatio(
  figures: readonly (number | undefined)[],
  base: readonly (number | undefined)[],
): PairedRatio {
  const ratios = figures
    .map((figure, round) => (figure ?? Number.NaN) / (base[round] ?? Number.NaN))
    .filter((ratio) => Number.isFinite(ratio));
  return { ...summarize(ratios), interval: medianInterval(ratios) };
}
