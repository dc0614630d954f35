import type { ContenderResult, RowResult } from '../run/results.ts';
import { median } from '../statistics/quantile.ts';
import {
  advantage,
  comparedBy,
  contenderIn,
  loads,
  p50,
  p99,
  peakHeap,
  processorTime,
  serverTime,
  spreadIn,
  summaryOf,
  throughput,
  timeInBurst,
} from './figures.ts';
import { digits, formatCount, formatRatio, markdownTable } from './format.ts';

/** Shown where a row has them. */
const extraFigures = [loads, timeInBurst, peakHeap];

/** Everything about one row, one line for each contender. */
export function rowTable(row: RowResult): string {
  const project = contenderIn(row, 'this project');
  const compared = comparedBy(row);
  const extra = extraFigures.filter((figure) => row.contenders.some((contender) => spreadIn(contender, figure)));
  const head = [
    'contender',
    'entries/s',
    'quartiles',
    'least – most',
    ...compared.map(({ name }) => `this project over it${name === 'entries/s' ? '' : `, ${name}`}`),
    'CPU µs',
    'server µs',
    'p50 ms',
    'p99 ms',
    'failed',
    'missed',
    ...(row.contenders.some(hasBeside) ? ['big values/s', 'big failed'] : []),
    ...extra.map(({ name }) => name),
  ];
  const lines = row.contenders.map((contender) => {
    if (contender.samples.length === 0) return [contender.name, ...head.slice(1).map(() => contender.problem ?? '-')];
    const rate = summaryOf(contender, throughput);
    return [
      contender.problem === undefined ? contender.name : `${contender.name} (${contender.problem})`,
      formatCount(rate.median),
      `${formatCount(rate.lowerQuartile)} – ${formatCount(rate.upperQuartile)}`,
      `${formatCount(rate.min)} – ${formatCount(rate.max)}`,
      ...compared.map((figure) =>
        project === contender || project === undefined ? '' : ratioOf(project, contender, figure),
      ),
      ...[processorTime, serverTime, p50, p99].map((figure) => digits(summaryOf(contender, figure).median)),
      formatCount(total(contender, 'failures')),
      formatCount(total(contender, 'misses')),
      ...(hasBeside(contender) ? besideCells(contender) : []),
      ...extra.map((figure) => digits(summaryOf(contender, figure).median)),
    ];
  });
  return markdownTable(head, lines);
}

function ratioOf(...compared: Parameters<typeof advantage>): string {
  const ratio = advantage(...compared);
  if (ratio === undefined) return '-';
  return `${formatRatio(ratio.median)} [${formatRatio(ratio.interval.lower)} – ${formatRatio(ratio.interval.upper)}]`;
}

function total({ samples }: ContenderResult, what: 'failures' | 'misses'): number {
  return samples.reduce((sum, sample) => sum + (sample?.[what] ?? 0), 0);
}

function hasBeside({ samples }: ContenderResult): boolean {
  return samples.some((sample) => sample?.beside !== undefined);
}

function besideCells({ samples }: ContenderResult): readonly string[] {
  const measured = samples.filter((sample) => sample !== null);
  const rates = measured.map(({ beside, elapsed }) => (1_000 * (beside?.operations ?? 0)) / elapsed);
  return [digits(median(rates)), String(measured.reduce((sum, { beside }) => sum + (beside?.failures ?? 0), 0))];
}
