import type { Results } from '../run/results.ts';
import { partAlone, roundsAlone } from '../run/settings.ts';
import { judge } from '../targets/judge.ts';
import { coherenceTable } from './coherence-table.ts';
import { digits, markdownTable } from './format.ts';
import { outageTable, recoveryTable } from './outage-table.ts';
import { overviewTable } from './overview-table.ts';
import { rowTable } from './row-table.ts';
import { targetTable } from './target-table.ts';

/** The whole report. `plots` are names of files beside it. */
export function markdownReport(results: Results, plots: readonly string[]): string {
  const groups = [...new Set(results.rows.map(({ group }) => group))];
  const { rounds, round, warmUp } = results.settings;
  const parts = [
    '# Results',
    [
      `Measured ${results.startedAt} in ${digits(results.minutes)} minutes: ${rounds} rounds of ${round} ms after a warm-up`,
      `of ${warmUp} ms (one worker: ${roundsAlone * rounds} rounds of ${round / partAlone} ms). Ratios are medians of the rounds' own ratios,`,
      'above 1 when this project is better; in square brackets their 95 % intervals. CPU is processor time for each entry.',
    ].join('\n'),
    machineTable(results),
  ];
  if (results.rows.length > 0) parts.push('## What must hold', targetTable(judge(results.rows)));
  if (plots.length > 0) parts.push('## Plots', ...plots.map((file) => `![${file.replace(/\.svg$/, '')}](${file})`));
  for (const group of groups) {
    const rows = results.rows.filter((row) => row.group === group);
    parts.push(`## ${group}`, overviewTable(rows));
    for (const row of rows) parts.push(`### ${row.title}`, rowTable(row));
  }
  if (results.coherence.length > 0) parts.push('## What another process sees', coherenceTable(results.coherence));
  if (results.outages.length > 0) {
    parts.push('## Outage', recoveryTable(results.outages), outageTable(results.outages));
  }
  return `${parts.join('\n\n')}\n`;
}

function machineTable({ machine, stalls, versions }: Results): string {
  return markdownTable(
    ['what', 'is'],
    [
      ['processor', `${machine.processor}, ${machine.processors} of them`],
      ['memory', `${machine.memoryGiB} GiB`],
      ['system', machine.system],
      ['Node.js', machine.node],
      ['server', machine.server],
      ['load before and after', machine.load.map((load) => load.toFixed(2)).join(', ')],
      ['stood still', `${stalls} times`],
      ['commit', machine.commit ?? 'unknown'],
      [
        'versions',
        Object.entries(versions)
          .map(([name, version]) => `${name} ${version}`)
          .join(', '),
      ],
    ],
  );
}
