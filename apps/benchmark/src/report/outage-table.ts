import { phaseFigures, timeToRecover } from '../outage/outage-figures.ts';
import type { OutageResult } from '../outage/outage-result.ts';
import { digits, markdownTable } from './format.ts';

/** What became of every contender's calls, phase by phase, over all outages. */
export function outageTable(outages: readonly OutageResult[]): string {
  const names = outages[0]?.contenders.map(({ name }) => name) ?? [];
  return markdownTable(
    ['contender', 'server', 'answered', 'told of no value', 'rejected', 'still waiting', 'p50 ms', 'p99 ms', 'max ms'],
    names.flatMap((name) =>
      phaseFigures(name, outages).map(({ phase, outcomes, latency }) => [
        name,
        phase,
        String(outcomes.answered),
        String(outcomes.missed),
        String(outcomes.rejected),
        String(outcomes.waiting),
        ...[latency?.p50, latency?.p99, latency?.max].map((value) => digits(value ?? Number.NaN)),
      ]),
    ),
  );
}

/** How soon each contender handed out values after the server was back. */
export function recoveryTable(outages: readonly OutageResult[]): string {
  return markdownTable(
    ['contender', 'first value after the first PONG, ms (median)', 'problem'],
    (outages[0]?.contenders ?? []).map(({ name, problem }) => [
      name,
      digits(timeToRecover(name, outages)),
      problem ?? '',
    ]),
  );
}
