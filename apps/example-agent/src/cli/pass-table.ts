import type { Pass } from './pass.ts';

const columns = [
  '',
  'model calls',
  'tool calls',
  'cache hits',
  'tokens billed',
  'tokens avoided',
  'time',
  'hits from',
] as const;

/** The passes as a table for a terminal, a line each. */
export function passTable(passes: readonly Pass[]): string {
  const rows = [
    columns,
    ...passes.map(({ name, tally, milliseconds }) => [
      name,
      ...[
        tally.modelCalls,
        tally.toolCalls,
        tally.modelHits + tally.toolHits,
        tally.billedTokens,
        tally.avoidedTokens,
      ].map((count) => count.toLocaleString('en-US')),
      `${Math.round(milliseconds).toLocaleString('en-US')} ms`,
      hitsFrom(tally),
    ]),
  ];
  const widths = columns.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map(([name = '', ...cells]) =>
      [name.padEnd(widths[0] ?? 0), ...cells.map((cell, column) => cell.padStart(widths[column + 1] ?? 0))].join('  '),
    )
    .join('\n');
}

/** Who had what the cache answered: `memory 12, redis 3`. */
function hitsFrom({ hitsFrom: counts }: Pass['tally']): string {
  const parts = [...counts].map(([name, count]) => `${name} ${count.toLocaleString('en-US')}`);
  return parts.length === 0 ? '-' : parts.join(', ');
}
