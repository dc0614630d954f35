/** What this project promises of a row. */
export interface Target {
  /** The row's id. */
  readonly row: string;
  /** A contender of the row, or the fastest of its caching libraries. */
  readonly against: string;
  /** How many times the other's throughput it must at least be. */
  readonly atLeast: number;
  /** Which figure is held against it: the median of the rounds' ratios, or the lower end of its interval. */
  readonly judged: 'median' | 'lower end';
}

/** Stands for the caching library with the highest median in the row. */
export const fastestLibrary = 'fastest library';
