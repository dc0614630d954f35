import { ascending, quantile } from './quantile.ts';

/** Where the values of several rounds lie. All NaN without values. */
export interface Summary {
  readonly count: number;
  readonly min: number;
  readonly lowerQuartile: number;
  readonly median: number;
  readonly upperQuartile: number;
  readonly max: number;
}

/** Median and spread of the values. */
export function summarize(values: Iterable<number>): Summary {
  const sorted = ascending(values);
  return {
    count: sorted.length,
    min: quantile(sorted, 0),
    lowerQuartile: quantile(sorted, 0.25),
    median: quantile(sorted, 0.5),
    upperQuartile: quantile(sorted, 0.75),
    max: quantile(sorted, 1),
  };
}
