import type { RowResult } from '../run/results.ts';
import { comparedBy, contenderIn, summaryOf, type Figure } from './figures.ts';
import { digits, formatCount, markdownTable } from './format.ts';

/** One line for each row of a group, one column for each contender: medians. `-` is what a contender can't do. */
export function overviewTable(rows: readonly RowResult[]): string {
  const names = [...new Set(rows.flatMap(({ contenders }) => contenders.map(({ name }) => name)))];
  return markdownTable(
    ['median', ...names],
    rows.flatMap((row) =>
      comparedBy(row).map((figure) => [
        `${row.title}, ${unitOf(figure)}`,
        ...names.map((name) => {
          const contender = contenderIn(row, name);
          return contender === undefined ? '-' : format(figure, summaryOf(contender, figure).median);
        }),
      ]),
    ),
  );
}

function unitOf(figure: Figure): string {
  return figure.better === 'higher' ? figure.name : `${figure.name} in ms`;
}

function format(figure: Figure, value: number): string {
  return figure.better === 'higher' ? formatCount(value) : digits(value);
}
