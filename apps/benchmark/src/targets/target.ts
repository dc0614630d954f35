import type { Figure } from '../report/figures.ts';

/** What this project promises of a row. */
export type Target = RatioTarget | FigureTarget;

/** A figure of this project over that of a contender. */
type RatioTarget = Common & {
  /** A contender of the row, or the fastest of its caching libraries. */
  readonly against: string;
  /** Default: throughput. */
  readonly figure?: Figure;
};

/** A figure of this project alone. */
type FigureTarget = Common & { readonly against?: never; readonly figure: Figure };

type Common = Bound & {
  /** The row's id. */
  readonly row: string;
  /** A goal beyond the bound. The report shows it; the verdict ignores it. */
  readonly aim?: number;
};

/** The bound, and what must keep it: the median of the rounds, the lower end of its 95 % interval, or every round. */
type Bound =
  | { readonly atLeast: number; readonly atMost?: never; readonly judged: 'median' | 'lower end' }
  | { readonly atMost: number; readonly atLeast?: never; readonly judged: 'median' | 'every round' };

/** Stands for the caching library with the highest median in the row. */
export const fastestLibrary = 'fastest library';
