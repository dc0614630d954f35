import { spreadOf, type Spread } from './spread.ts';

/**
 * The ratio of two contenders in each round that both have, then its median and spread. What slows the machine down
 * for a round slows both, so that the ratio says more than that of two medians.
 *
 * A round that only one of them has (undefined, NaN, or a base of 0) counts for neither.
 */
export function pairedRatio(figures: readonly (number | undefined)[], base: readonly (number | undefined)[]): Spread {
  const ratios = figures
    .map((figure, round) => (figure ?? Number.NaN) / (base[round] ?? Number.NaN))
    .filter((ratio) => Number.isFinite(ratio));
  return spreadOf(ratios);
}
