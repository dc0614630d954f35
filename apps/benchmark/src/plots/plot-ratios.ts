import * as Plot from '@observablehq/plot';
import { advantage, comparedBy, contenderIn } from '../report/figures.ts';
import type { ContenderResult, RowResult } from '../run/results.ts';
import { fastestLibraryOf } from '../targets/judge.ts';
import { renderSvg } from './render-svg.ts';

const ticks = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500];

/** How many times as fast this project is as the raw client or map, and as the fastest library, row by row. */
export function plotRatios(rows: readonly RowResult[]): ReadonlyMap<string, string> {
  const ratios = rows.flatMap((row) => {
    const raw = contenderIn(row, 'node-redis tuned') ?? contenderIn(row, 'lru-cache');
    return [
      ratioOf(row, 'over node-redis tuned or lru-cache', raw),
      ratioOf(row, 'over the fastest library', fastestLibraryOf(row)),
    ];
  });
  const drawn = ratios.filter((ratio) => ratio !== undefined);
  if (drawn.length === 0) return new Map();
  const least = Math.min(0.9, ...drawn.map(({ lower }) => lower));
  const most = Math.max(1.1, ...drawn.map(({ upper }) => upper));
  const titles = [...new Set(drawn.map(({ title }) => title))];
  const svg = renderSvg({
    width: 1_100,
    height: 90 + 22 * titles.length,
    marginLeft: 330,
    marginTop: 60,
    marginBottom: 40,
    fx: { label: null, padding: 0.06 },
    x: {
      type: 'log',
      domain: [least, most],
      label: 'times as fast (median of the rounds, 95 % interval)',
      grid: true,
      ticks: ticks.filter((tick) => tick >= least && tick <= most),
      tickFormat: (tick: number) => String(tick),
    },
    y: { domain: titles, label: null },
    marks: [
      Plot.ruleX([1], { stroke: 'black' }),
      Plot.ruleY(drawn, { fx: 'against', y: 'title', x1: 'lower', x2: 'upper', stroke: '#2c5f8a', strokeWidth: 2 }),
      Plot.dot(drawn, { fx: 'against', y: 'title', x: 'median', fill: '#2c5f8a', r: 4 }),
    ],
  });
  return new Map([['ratios.svg', svg]]);
}

function ratioOf(row: RowResult, against: string, other: ContenderResult | undefined) {
  const project = contenderIn(row, 'this project');
  const figure = comparedBy(row)[0];
  const ratio = project && other && advantage(project, other, figure);
  if (ratio === undefined || !(ratio.interval.lower > 0)) return undefined;
  return { against, title: row.title, median: ratio.median, lower: ratio.interval.lower, upper: ratio.interval.upper };
}
