import * as Plot from '@observablehq/plot';
import type { CoherenceResult } from '../coherence/coherence-result.ts';
import { ascending, quantile } from '../statistics/quantile.ts';
import { renderSvg } from './render-svg.ts';

const colors = { set: '#2c5f8a', delete: '#d98032', invalidateTags: '#4a9c6d' } as const;
const parts = Array.from({ length: 200 }, (_, index) => (index + 1) / 200);

/** Which part of the changes another process had seen after how long. */
export function plotCoherence(results: readonly CoherenceResult[]): ReadonlyMap<string, string> {
  const lines = results.flatMap(({ change, samples }) => {
    const sorted = ascending(samples.map(({ propagation }) => propagation));
    return parts.map((part) => ({ change, part, after: quantile(sorted, part) }));
  });
  if (lines.length === 0) return new Map();
  const svg = renderSvg({
    width: 800,
    height: 400,
    marginRight: 110,
    x: { type: 'log', label: 'milliseconds after the change was called for', grid: true, tickFormat: '~f' },
    y: { label: 'part of the changes that another process had seen', domain: [0, 1], grid: true },
    marks: [
      Plot.line(lines, {
        x: 'after',
        y: 'part',
        stroke: ({ change }: (typeof lines)[number]) => colors[change],
        z: 'change',
      }),
      ...results.map(({ change }, index) =>
        Plot.text([change], {
          frameAnchor: 'top-right',
          dx: 100,
          dy: 16 * index,
          textAnchor: 'end',
          fontWeight: 'bold',
          fill: colors[change],
        }),
      ),
    ],
  });
  return new Map([['coherence.svg', svg]]);
}
