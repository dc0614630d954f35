import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { closingLine, readReports } from './test-report.ts';
import { root, runCommand } from './run-command.ts';
import { testedWorkspaces } from './workspaces.ts';

// Runs every workspace's tests, one after the other as each takes all processors. One whose inputs did not change is
// answered from turbo's cache (`--force` runs it again). Closes with one line, counted from the runners' own reports.
const tested = testedWorkspaces();
for (const { folder } of tested) rmSync(path.join(folder, '.reports'), { recursive: true, force: true });

const succeeded = runCommand('turbo', [
  'run',
  'test',
  '--continue',
  '--concurrency=1',
  '--log-order=stream',
  ...process.argv.slice(2),
]);

const reports = tested.map(({ folder }) => path.join(folder, '.reports', 'vitest.json'));
let complete = true;
for (const [index, { folder, manifest }] of tested.entries()) {
  if (process.argv.length > 2 || existsSync(reports[index] ?? '')) continue;
  complete = false;
  console.error(`${manifest.name} (${path.relative(root, folder)}) left no test report`);
}
const totals = readReports(reports);
if (!succeeded || !complete || totals.failed > 0) process.exitCode = 1;
console.log(`\n${closingLine(totals)}`);
