import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root, runCommand } from './run-command.ts';
import { closingLine, readWorkspaceReports, reportNames } from './test-report.ts';
import { readWorkspaces, type Workspace } from './workspaces.ts';

/**
 * Runs a test task of every workspace that has it, two workspaces at a time: each has one worker on two processors. A
 * workspace whose inputs did not change is answered from turbo's cache.
 *
 * Prints the output of each workspace as a whole when it ends, then one line that counts all tests. Sets the exit code.
 *
 * @param flags Passed to turbo. With any of them, a workspace may leave no report.
 */
export function runTests(task: keyof typeof reportNames, flags: readonly string[]): void {
  const workspaces = readWorkspaces();
  const tested = workspaces.filter(({ manifest }) => manifest.scripts?.[task] !== undefined);
  const report = ({ folder }: Workspace): string => path.join(folder, '.reports', reportNames[task]);
  for (const workspace of tested) rmSync(report(workspace), { force: true });

  const succeeded = runCommand('turbo', [
    'run',
    task,
    '--continue',
    '--concurrency=2',
    '--log-order=grouped',
    ...flags,
  ]);

  const unreported = flags.length > 0 ? [] : tested.filter((workspace) => !existsSync(report(workspace)));
  for (const { folder, manifest } of unreported) {
    console.error(`${manifest.name} (${path.relative(root, folder)}) left no test report`);
  }
  const totals = readWorkspaceReports(workspaces.map(({ folder }) => folder));
  if (!succeeded || unreported.length > 0 || totals.failed > 0) process.exitCode = 1;
  console.log(`\n${closingLine(totals)}`);
}
