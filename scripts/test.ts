import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { addTotals, readReport, type TestTotals } from './test-report.ts';
import { root, runCommand } from './run-command.ts';
import { readWorkspaces } from './workspaces.ts';

// Runs every workspace's tests, one after the other as each takes all processors. One whose inputs did not change is
// answered from turbo's cache (`--force` runs it again). Closes with one line, counted from the runners' own reports.
const tested = readWorkspaces().filter((workspace) => workspace.manifest.scripts?.['test'] !== undefined);
for (const { folder } of tested) rmSync(path.join(folder, '.reports'), { recursive: true, force: true });

const succeeded = runCommand('turbo', [
  'run',
  'test',
  '--continue',
  '--concurrency=1',
  '--log-order=stream',
  ...process.argv.slice(2),
]);

let totals: TestTotals = { passed: 0, failed: 0, skipped: 0 };
let complete = true;
for (const { folder, manifest } of tested) {
  const report = path.join(folder, '.reports', 'vitest.json');
  if (existsSync(report)) {
    totals = addTotals(totals, readReport(report));
  } else if (process.argv.length === 2) {
    complete = false;
    console.error(`${manifest.name} (${path.relative(root, folder)}) left no test report`);
  }
}
if (!succeeded || !complete || totals.failed > 0) process.exitCode = 1;
console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
