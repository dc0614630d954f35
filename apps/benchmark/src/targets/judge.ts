import { memoryContenders } from '../contenders/memory-contenders.ts';
import { redisContenders } from '../contenders/redis-contenders.ts';
import { advantage, contenderIn, summaryOf, throughput } from '../report/figures.ts';
import type { ContenderResult, RowResult } from '../run/results.ts';
import type { PairedRatio } from '../statistics/paired-ratio.ts';
import { fastestLibrary, type Target } from './target.ts';
import { targets, workersAhead } from './targets.ts';

type Verdict = 'holds' | 'falls short' | 'not measured';

/** A target, and what was measured. */
export interface Judgement {
  readonly target: Target;
  /** The row's title, or its id where it was not measured. */
  readonly title: string;
  /** Whom the ratio is against, once the fastest is known. */
  readonly against: string;
  readonly ratio: PairedRatio | undefined;
  readonly verdict: Verdict;
}

const libraries: ReadonlySet<string> = new Set(
  [...redisContenders, ...memoryContenders].filter(({ role }) => role === 'library').map(({ name }) => name),
);

/** Holds every target against what was measured. */
export function judge(rows: readonly RowResult[]): readonly Judgement[] {
  const ahead = rows
    .filter(
      ({ workers, contenders }) => (workers ?? 0) >= workersAhead && contenders.some(({ name }) => libraries.has(name)),
    )
    .map(({ id }): Target => ({ row: id, against: fastestLibrary, atLeast: 1, judged: 'median' }));
  return [...targets, ...ahead].map((target) => {
    const row = rows.find(({ id }) => id === target.row);
    return row === undefined
      ? { target, title: target.row, against: target.against, ratio: undefined, verdict: 'not measured' }
      : judgeRow(target, row);
  });
}

function judgeRow(target: Target, row: RowResult): Judgement {
  const project = contenderIn(row, 'this project');
  const other = target.against === fastestLibrary ? fastestLibraryOf(row) : contenderIn(row, target.against);
  const ratio = project && other && advantage(project, other);
  const judged = target.judged === 'median' ? ratio?.median : ratio?.interval.lower;
  const verdict = judged === undefined ? 'not measured' : judged >= target.atLeast ? 'holds' : 'falls short';
  return { target, title: row.title, against: other?.name ?? target.against, ratio, verdict };
}

/** The caching library with the highest median throughput. Undefined if none can do what the row asks for. */
export function fastestLibraryOf(row: RowResult): ContenderResult | undefined {
  const able = row.contenders.filter(({ name, samples }) => libraries.has(name) && samples.length > 0);
  return able.toSorted((a, b) => speed(b) - speed(a))[0];
}

function speed(contender: ContenderResult): number {
  return summaryOf(contender, throughput).median;
}
