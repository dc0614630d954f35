import * as Plot from '@observablehq/plot';
import { contenderIn, summaryOf, throughput } from '../report/figures.ts';
import type { RowResult } from '../run/results.ts';
import { renderSvg } from './render-svg.ts';

interface Point {
  readonly name: string;
  readonly column: number;
  readonly line: number;
  readonly workers: number;
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

const columns = 5;
const project = 'this project';

/**
 * For each operation and size measured at several numbers of workers: throughput against workers, one panel for each
 * contender with this project's line behind it.
 */
export function plotThroughput(rows: readonly RowResult[]): ReadonlyMap<string, string> {
  const series = Map.groupBy(
    rows.filter(({ workers }) => workers !== undefined),
    ({ id }) => id.replace(/\/\d+-workers/, ''),
  );
  const plots = new Map<string, string>();
  for (const [id, members] of series) {
    if (members.length > 1) plots.set(`throughput-${id.replaceAll('/', '-')}.svg`, plotSeries(members));
  }
  return plots;
}

function plotSeries(rows: readonly RowResult[]): string {
  const names = [...new Set(rows.flatMap(({ contenders }) => contenders.map(({ name }) => name)))];
  const others = names.filter((name) => name !== project && rows.some((row) => contenderIn(row, name) !== undefined));
  const panels = others.map((name, index) => ({ name, column: index % columns, line: Math.floor(index / columns) }));
  const points = panels.flatMap((panel) => pointsOf(rows, panel.name, panel));
  const ours = panels.flatMap((panel) => pointsOf(rows, project, panel));
  const facet = { fx: 'column', fy: 'line' } as const;
  const title = rows[0]?.title.replace(/, \d+ workers?$/, '') ?? '';
  return renderSvg({
    width: 1_100,
    height: 90 + 190 * Math.ceil(panels.length / columns),
    marginTop: 56,
    marginLeft: 56,
    fx: { axis: null, padding: 0.16 },
    fy: { axis: null, padding: 0.16 },
    x: { type: 'log', ticks: [...new Set(points.map(({ workers }) => workers))], tickFormat: 'd', label: 'workers' },
    y: { type: 'log', grid: true, ticks: 4, tickFormat: '~s', label: null },
    marks: [
      Plot.text([`${title}: entries per second, median and quartiles; dashed: this project`], {
        frameAnchor: 'top-left',
        fx: () => 0,
        fy: () => 0,
        dy: -48,
        fontSize: 14,
        fontWeight: 'bold',
      }),
      Plot.text(panels, { ...facet, text: 'name', frameAnchor: 'top-left', dy: -14, fontSize: 12 }),
      Plot.lineY(ours, { ...facet, x: 'workers', y: 'median', stroke: '#c0392b', strokeDasharray: '4 3' }),
      Plot.ruleX(points, { ...facet, x: 'workers', y1: 'least', y2: 'most', stroke: '#2c5f8a' }),
      Plot.lineY(points, { ...facet, x: 'workers', y: 'median', stroke: '#2c5f8a', strokeWidth: 2 }),
      Plot.dot(points, { ...facet, x: 'workers', y: 'median', fill: '#2c5f8a', r: 3 }),
    ],
  });
}

function pointsOf(rows: readonly RowResult[], name: string, panel: Pick<Point, 'column' | 'line'>): Point[] {
  return rows.flatMap((row) => {
    const contender = contenderIn(row, name);
    if (contender === undefined || row.workers === undefined) return [];
    const { median, lowerQuartile: least, upperQuartile: most } = summaryOf(contender, throughput);
    const drawn = [median, least, most].every((value) => value > 0);
    return drawn ? [{ ...panel, name, workers: row.workers, median, least, most }] : [];
  });
}
