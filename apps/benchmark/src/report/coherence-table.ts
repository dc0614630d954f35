import type { CoherenceResult } from '../coherence/coherence-result.ts';
import { ascending, quantile } from '../statistics/quantile.ts';
import { digits, markdownTable } from './format.ts';

/** How long one process gave out what another had changed. */
export function coherenceTable(results: readonly CoherenceResult[]): string {
  return markdownTable(
    ['change in another process', 'times', ...figures('seen after'), ...figures('still old after it had resolved')],
    results.map(({ change, samples }) => [
      change,
      String(samples.length),
      ...quantiles(samples.map(({ propagation }) => propagation)),
      ...quantiles(samples.map(({ staleAfter }) => staleAfter)),
    ]),
  );
}

function figures(what: string): readonly string[] {
  return ['p50', 'p99', 'max'].map((name) => `${what}, ${name} ms`);
}

function quantiles(values: readonly number[]): readonly string[] {
  const sorted = ascending(values);
  return [0.5, 0.99, 1].map((fraction) => digits(quantile(sorted, fraction)));
}
