import type { Tally } from '../cache/tally.ts';

/** One run over all questions, and what it took. */
export interface Pass {
  readonly name: string;
  readonly tally: Readonly<Tally>;
  readonly milliseconds: number;
}
