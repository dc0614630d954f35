import type { ContenderResult, RowResult } from '../run/results.ts';
import { pairedRatio } from '../statistics/paired-ratio.ts';
import { spreadOf, type Spread } from '../statistics/spread.ts';
import { summarize, type Summary } from '../statistics/summary.ts';
import type { Sample } from '../workload/sample.ts';

/** Something that is read off each round, and which way is better. */
export interface Figure {
  readonly name: string;
  readonly better: 'higher' | 'lower';
  of(sample: Sample): number;
}

/** Entries per second. */
export const throughput: Figure = {
  name: 'entries/s',
  better: 'higher',
  of: ({ operations, elapsed }) => (1_000 * operations) / elapsed,
};

/** Milliseconds. */
export const p50: Figure = { name: 'p50', better: 'lower', of: ({ latency }) => latency?.p50 ?? Number.NaN };

/** Milliseconds. */
export const p99: Figure = { name: 'p99', better: 'lower', of: ({ latency }) => latency?.p99 ?? Number.NaN };

/** Microseconds of the contender's process for each entry. */
export const processorTime: Figure = {
  name: 'CPU',
  better: 'lower',
  of: ({ cpu, operations }) => (1_000 * cpu) / operations,
};

/** Microseconds of the server for each entry. */
export const serverTime: Figure = {
  name: 'server CPU',
  better: 'lower',
  of: ({ serverCpu, operations }) => (1_000 * (serverCpu ?? Number.NaN)) / operations,
};

/** The number of loader calls in a stampede on one key. */
export const loads: Figure = { name: 'loads', better: 'lower', of: (sample) => sample.loads ?? Number.NaN };

/** The time per call of a burst, over the time per call of sequential calls. */
export const timeInBurst: Figure = {
  name: 'time over one alone',
  better: 'lower',
  of: ({ burst, elapsed, operations }) => elapsed / operations / (burst?.alone ?? Number.NaN),
};

/** Bytes of heap per call of a burst. */
export const peakHeap: Figure = {
  name: 'peak heap B',
  better: 'lower',
  of: ({ burst }) => burst?.heap ?? Number.NaN,
};

/** What a row's contenders are compared by. */
export function comparedBy({ id }: RowResult): readonly Figure[] {
  if (id.startsWith('cache-redis/stampede/')) return [p99];
  return id.startsWith('beside/') ? [p50, p99] : [throughput];
}

/** A contender's figure over the rounds. */
export function summaryOf(contender: ContenderResult, figure: Figure): Summary {
  return summarize(valuesOf(contender, figure));
}

/** A contender's figure over the rounds, with the interval of its median. Undefined if no round has the figure. */
export function spreadIn(contender: ContenderResult, figure: Figure): Spread | undefined {
  const values = valuesOf(contender, figure);
  return values.length === 0 ? undefined : spreadOf(values);
}

function valuesOf({ samples }: ContenderResult, figure: Figure): readonly number[] {
  return figuresOf(samples, figure).filter((value): value is number => Number.isFinite(value));
}

function figuresOf(samples: ContenderResult['samples'], figure: Figure): readonly (number | undefined)[] {
  return samples.map((sample) => (sample === null ? undefined : figure.of(sample)));
}

/**
 * How many times as good one contender is as another, round by round; above 1 is better, whichever way the figure
 * goes. Undefined if there is no round that both finished.
 */
export function advantage(
  contender: ContenderResult,
  over: ContenderResult,
  figure: Figure = throughput,
): Spread | undefined {
  return figure.better === 'higher' ? ratioBetween(contender, over, figure) : ratioBetween(over, contender, figure);
}

/** One contender's figure over another's, round by round. Undefined if there is no round that both finished. */
export function ratioBetween(contender: ContenderResult, over: ContenderResult, figure: Figure): Spread | undefined {
  const ratio = pairedRatio(figuresOf(contender.samples, figure), figuresOf(over.samples, figure));
  return ratio.count === 0 ? undefined : ratio;
}

/** The contender of a row by its name, if it can do what the row asks for. */
export function contenderIn(row: RowResult, name: string): ContenderResult | undefined {
  return row.contenders.find((contender) => contender.name === name && contender.samples.length > 0);
}
