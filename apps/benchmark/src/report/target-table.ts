import type { Spread } from '../statistics/spread.ts';
import type { Judgement } from '../targets/judge.ts';
import type { Target } from '../targets/target.ts';
import { digits, formatRatio, markdownTable } from './format.ts';

const marks = { holds: '✓ holds', 'falls short': '✗ falls short', 'not measured': '- not measured' } as const;

/** What must hold, what was measured, and whether it holds. */
export function targetTable(judgements: readonly Judgement[]): string {
  return markdownTable(
    [
      'row',
      'this project over',
      'figure',
      'bound',
      'aim',
      'judged by',
      'median',
      '95 % interval',
      'quartiles',
      'verdict',
    ],
    judgements.map(({ target, title, figure, against, measured, verdict }) => {
      const format = target.against === undefined ? digits : formatRatio;
      return [
        title,
        opponentCell(target, against),
        figure.name,
        target.atLeast === undefined ? `≤ ${format(target.atMost)}` : `≥ ${format(target.atLeast)}`,
        format(target.aim ?? Number.NaN),
        target.judged,
        format(measured?.median ?? Number.NaN),
        ...rangeCells(measured, format),
        marks[verdict],
      ];
    }),
  );
}

function opponentCell(target: Target, against: string | undefined): string {
  if (against === undefined) return '-';
  return against === target.against ? against : `${against} (${target.against})`;
}

function rangeCells(measured: Spread | undefined, format: (value: number) => string): readonly string[] {
  if (measured === undefined) return ['-', '-'];
  const { interval, lowerQuartile, upperQuartile } = measured;
  return [
    `${format(interval.lower)} – ${format(interval.upper)}`,
    `${format(lowerQuartile)} – ${format(upperQuartile)}`,
  ];
}
