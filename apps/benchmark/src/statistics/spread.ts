import { medianInterval, type Interval } from './bootstrap.ts';
import { summarize, type Summary } from './summary.ts';

/** The rounds' figures: where they lie, and how sure their median is. */
export interface Spread extends Summary {
  /** 95 %, of the median. */
  readonly interval: Interval;
}

/** Without values all is NaN. */
export function spreadOf(values: readonly number[]): Spread {
  return { ...summarize(values), interval: medianInterval(values) };
}
