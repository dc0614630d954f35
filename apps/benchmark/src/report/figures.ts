import type { ContenderResult, RowResult } from '../run/results.ts';
import { pairedRatio, type PairedRatio } from '../statistics/paired-ratio.ts';
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

/** What a row's contenders are compared by. */
export function comparedBy({ id }: RowResult): readonly Figure[] {
  return id.startsWith('beside/') ? [p50, p99] : [throughput];
}

/** A contender's figure over the rounds. */
export function summaryOf({ samples }: ContenderResult, figure: Figure): Summary {
  return summarize(
    samples.flatMap((sample) => {
      const value = sample === null ? Number.NaN : figure.of(sample);
      return Number.isFinite(value) ? [value] : [];
    }),
  );
}

/**
 * How many times as good one contender is as another, round by round; above 1 is better, whichever way the figure
 * goes. Undefined if there is no round that both finished.
 */
export function advantage(
  contender: ContenderResult,
  over: ContenderResult,
  figure: Figure = throughput,
): PairedRatio | undefined {
  const ours = contender.samples.map((sample) => (sample === null ? undefined : figure.of(sample)));
  const theirs = over.samples.map((sample) => (sample === null ? undefined : figure.of(sample)));
  const ratio = figure.better === 'higher' ? pairedRatio(ours, theirs) : pairedRatio(theirs, ours);
  return ratio.count === 0 ? undefined : ratio;
}

/** The contender of a row by its name, if it can do what the row asks for. */
export function contenderIn(row: RowResult, name: string): ContenderResult | undefined {
  return row.contenders.find((contender) => contender.name === name && contender.samples.length > 0);
}
