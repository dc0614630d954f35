import type { Judgement } from '../targets/judge.ts';
import { formatRatio, markdownTable } from './format.ts';

const marks = { holds: '✓ holds', 'falls short': '✗ falls short', 'not measured': '- not measured' } as const;

/** What must hold, what was measured, and whether it holds. */
export function targetTable(judgements: readonly Judgement[]): string {
  return markdownTable(
    ['row', 'this project over', 'at least', 'judged by', 'median', '95 % interval', 'quartiles', 'verdict'],
    judgements.map(({ target, title, against, ratio, verdict }) => [
      title,
      against === target.against ? against : `${against} (${target.against})`,
      formatRatio(target.atLeast),
      target.judged,
      formatRatio(ratio?.median ?? Number.NaN),
      ratio === undefined ? '-' : `${formatRatio(ratio.interval.lower)} – ${formatRatio(ratio.interval.upper)}`,
      ratio === undefined ? '-' : `${formatRatio(ratio.lowerQuartile)} – ${formatRatio(ratio.upperQuartile)}`,
      marks[verdict],
    ]),
  );
}
