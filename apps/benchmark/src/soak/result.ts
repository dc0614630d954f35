import { slope } from '../statistics/slope.ts';
import type { MemorySample } from './messages.ts';

/** What a soak test has found: the content of its JSON file. */
export interface SoakResult {
  readonly startedAt: string;
  readonly minutes: number;
  readonly server: string;
  readonly node: string;
  /** How often all connections were killed. */
  readonly kills: number;
  readonly samples: readonly MemorySample[];
  /** MB (of a million bytes) per minute that memory grew by, over the last 80 % of the time. */
  readonly growth: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly faults: readonly string[];
  readonly faultCount: number;
  readonly unreadable: number;
  readonly unhandled: readonly string[];
  /** Why the load ended before its time. */
  readonly died?: string;
}

/** MB per minute. Memory that grows by this, or more, does not stay bounded. */
const growthLimit = 1;

/** How fast memory grew after the first fifth of the samples, in which everything warms up. */
export function growthOf(samples: readonly MemorySample[]): number {
  const settled = samples.slice(Math.floor(samples.length / 5));
  return slope(settled.map(({ at, heapUsed, external }) => ({ x: at / 60_000, y: (heapUsed + external) / 1e6 })));
}

/** Everything that is wrong, in words. Empty if nothing is. */
export function problemsOf(result: SoakResult): readonly string[] {
  const { growth, faultCount, faults, unreadable, unhandled, died } = result;
  return [
    ...(died === undefined ? [] : [died]),
    ...(Number.isNaN(growth) ? ['too few samples to tell how memory grew'] : []),
    ...(growth >= growthLimit
      ? [`memory grew by ${growth.toFixed(2)} MB/min, ${growthLimit} or more is too much`]
      : []),
    ...(faultCount === 0 ? [] : [`${faultCount} wrong values, the first: ${faults[0]}`]),
    ...(unreadable === 0 ? [] : [`${unreadable} entries could not be read`]),
    ...(unhandled.length === 0 ? [] : [`${unhandled.length} unhandled rejections, the first: ${unhandled[0]}`]),
  ];
}

/** The result for people. */
export function summaryText(result: SoakResult): string {
  const { minutes, kills, samples, growth, outcomes } = result;
  const calls = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
  const megabytes = samples.map(({ heapUsed, external }) => (heapUsed + external) / 1e6);
  const problems = problemsOf(result);
  return [
    `${calls} calls in ${minutes.toFixed(1)} minutes, all connections killed ${kills} times`,
    `memory: ${megabytes[0]?.toFixed(1)} MB at first, ${megabytes.at(-1)?.toFixed(1)} MB at last, ${growth.toFixed(3)} MB/min`,
    ...Object.entries(outcomes)
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([outcome, count]) => `  ${outcome.padEnd(40)} ${count}`),
    problems.length === 0 ? 'Everything held.' : `Did not hold: ${problems.join('; ')}`,
    '',
  ].join('\n');
}
