import { contendersOf } from '../contenders/contenders-of.ts';
import { contenderIn, ratioBetween, spreadIn, summaryOf, throughput, type Figure } from '../report/figures.ts';
import { redisRows } from '../rows/redis-rows.ts';
import type { ContenderResult, RowResult } from '../run/results.ts';
import type { Spread } from '../statistics/spread.ts';
import { fastestLibrary, type Target } from './target.ts';
import { targets, workersAhead } from './targets.ts';

type Verdict = 'holds' | 'falls short' | 'not measured';

/** A target, and what was measured. */
export interface Judgement {
  readonly target: Target;
  /** The row's title, or its id where it was not measured. */
  readonly title: string;
  readonly figure: Figure;
  /** Whom the ratio is against, once the fastest is known. Undefined if the figure itself is judged. */
  readonly against: string | undefined;
  /** The ratios of the rounds, or their figures. */
  readonly measured: Spread | undefined;
  readonly verdict: Verdict;
}

const libraries: ReadonlySet<string> = new Set(
  Object.values(contendersOf)
    .flat()
    .filter(({ role }) => role === 'library')
    .map(({ name }) => name),
);

/** The rows of the provider. The cache over Redis has its own targets against the libraries. */
const rowsOfProvider: ReadonlySet<string> = new Set(redisRows.map(({ id }) => id));

/** Holds every target against what was measured. */
export function judge(rows: readonly RowResult[]): readonly Judgement[] {
  const ahead = rows
    .filter(({ id, workers, contenders }) => {
      const isHeldToIt = rowsOfProvider.has(id) && (workers ?? 0) >= workersAhead;
      return isHeldToIt && contenders.some(({ name }) => libraries.has(name));
    })
    .map(({ id }): Target => ({ row: id, against: fastestLibrary, atLeast: 1, judged: 'median' }));
  return [...targets, ...ahead].map((target) => {
    const row = rows.find(({ id }) => id === target.row);
    const figure = target.figure ?? throughput;
    return row === undefined
      ? { target, title: target.row, figure, against: target.against, measured: undefined, verdict: 'not measured' }
      : judgeRow(target, figure, row);
  });
}

function judgeRow(target: Target, figure: Figure, row: RowResult): Judgement {
  const project = contenderIn(row, 'this project');
  if (target.against === undefined) {
    const measured = project && spreadIn(project, figure);
    return { target, title: row.title, figure, against: undefined, measured, verdict: verdictOf(target, measured) };
  }
  const other = target.against === fastestLibrary ? fastestLibraryOf(row) : contenderIn(row, target.against);
  const measured = project && other && ratioBetween(project, other, figure);
  const against = other?.name ?? target.against;
  return { target, title: row.title, figure, against, measured, verdict: verdictOf(target, measured) };
}

function verdictOf(target: Target, measured: Spread | undefined): Verdict {
  if (measured === undefined) return 'not measured';
  const { median, interval, max } = measured;
  const judged = { median, 'lower end': interval.lower, 'every round': max }[target.judged];
  const holds = target.atLeast === undefined ? judged <= target.atMost : judged >= target.atLeast;
  return holds ? 'holds' : 'falls short';
}

/** The caching library with the highest median throughput. Undefined if none can do what the row asks for. */
export function fastestLibraryOf(row: RowResult): ContenderResult | undefined {
  const able = row.contenders.filter(({ name, samples }) => libraries.has(name) && samples.length > 0);
  return able.toSorted((a, b) => speed(b) - speed(a))[0];
}

function speed(contender: ContenderResult): number {
  return summaryOf(contender, throughput).median;
}
