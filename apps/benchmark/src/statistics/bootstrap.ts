import { ascending, median, quantile } from './quantile.ts';
import { seededRandom } from './seeded-random.ts';

/** Where a figure lies with 95 % confidence. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

const resamples = 2_000;

/**
 * The 95 % confidence interval of the median, by the percentile bootstrap with 2,000 resamples. The same for the same
 * values. With few values it can't be wider than from the least to the greatest of them.
 */
export function medianInterval(values: readonly number[]): Interval {
  const random = seededRandom(values.length);
  const medians = ascending(
    Array.from({ length: resamples }, () =>
      median(values.map(() => values[Math.floor(random() * values.length)] ?? Number.NaN)),
    ),
  );
  return { lower: quantile(medians, 0.025), upper: quantile(medians, 0.975) };
}
