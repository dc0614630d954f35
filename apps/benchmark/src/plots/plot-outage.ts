import * as Plot from '@observablehq/plot';
import type { CallOutcome } from '../outage/open-loop.ts';
import { phases, type OutageResult } from '../outage/outage-result.ts';
import { renderSvg } from './render-svg.ts';

/** Milliseconds of one bar. */
const bin = 100;

const colors: Readonly<Record<CallOutcome, string>> = {
  answered: '#4a9c6d',
  missed: '#b8b8b8',
  rejected: '#d98032',
  waiting: '#1b1b1b',
};
const meaning: Readonly<Record<CallOutcome, string>> = {
  answered: 'answered',
  missed: 'told of no value',
  rejected: 'rejected',
  waiting: 'no answer at the end',
};
const outcomes = Object.keys(colors) as CallOutcome[];

/** The first outage along time: how calls ended by when they were made, and below how long they took. */
export function plotOutage(outages: readonly OutageResult[]): ReadonlyMap<string, string> {
  const outage = outages[0];
  return outage === undefined ? new Map() : new Map([['outage.svg', plotOne(outage)]]);
}

function plotOne(outage: OutageResult): string {
  const { began, ended, contenders } = outage;
  const seconds = (time: number): number => (time - began.healthy) / 1_000;
  const names = contenders.map(({ name }) => name);
  const bars = contenders.flatMap(({ name, calls }) => barsOf(name, calls, began.healthy));
  const bands = phases.map((phase, index) => {
    const next = phases[index + 1];
    return { phase, from: seconds(began[phase]), to: seconds(next === undefined ? ended : began[next]) };
  });
  const away = bands.filter(({ phase }) => phase === 'paused' || phase === 'killed');
  const legend = outcomes.map((outcome, index) => ({ outcome, at: (seconds(ended) * index) / 4 }));
  return renderSvg({
    width: 1_100,
    height: 110 + 84 * names.length,
    marginTop: 84,
    marginLeft: 50,
    marginRight: 130,
    fy: { domain: names, label: null, padding: 0.2 },
    x: { label: 'seconds; by when a call was made', domain: [0, seconds(ended)] },
    y: {
      type: 'log',
      label: 'slowest call made within 100 ms, in ms',
      ticks: [1, 100],
      tickFormat: '~f',
      domain: [0.1, 10_000],
    },
    marks: [
      Plot.rectX(away, { x1: 'from', x2: 'to', fill: '#f3e3e3' }),
      Plot.rect(bars, { fy: 'name', x1: 'from', x2: 'to', y1: () => 0.1, y2: 'slowest', fill: 'color' }),
      Plot.text(bands, {
        fy: () => names[0],
        x: 'from',
        text: 'phase',
        frameAnchor: 'top',
        textAnchor: 'start',
        dy: -16,
        fontSize: 12,
      }),
      Plot.text(legend, {
        fy: () => names[0],
        x: 'at',
        frameAnchor: 'top',
        textAnchor: 'start',
        dy: -44,
        fontSize: 12,
        fontWeight: 'bold',
        text: ({ outcome }: (typeof legend)[number]) => `■ ${meaning[outcome]}`,
        fill: ({ outcome }: (typeof legend)[number]) => colors[outcome],
      }),
    ],
  });
}

function barsOf(name: string, calls: OutageResult['contenders'][number]['calls'], start: number) {
  return [...Map.groupBy(calls, ([at]) => Math.floor((at - start) / bin))].map(([number, made]) => {
    // The worst that befell a call of these stands for all.
    const worst = outcomes.findLast((outcome) => made.some((call) => call[2] === outcome)) ?? 'answered';
    return {
      name,
      from: (number * bin) / 1_000,
      to: ((number + 1) * bin) / 1_000,
      slowest: Math.max(0.11, ...made.map(([, took]) => took)),
      color: colors[worst],
    };
  });
}
