import { medianInterval, type Interval } from './bootstrap.ts';
import { summarize, type Summary } from './summary.ts';

/** The distribution of the rounds' figures, and the interval of their median. */
export interface Spread extends Summary {
  /** 95 %, of the median. */
  readonly interval: Interval;
}

/** Every figure is NaN if there are no values. */
export function spreadOf(values: readonly number[]): Spread {
  return { ...summarize(values), interval: medianInterval(values) };
}
