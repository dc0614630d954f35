import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root, runCommand } from './run-command.ts';
import { closingLine, readWorkspaceReports, reportNames } from './test-report.ts';
import { readWorkspaces, type Workspace } from './workspaces.ts';

type TestTask = keyof typeof reportNames;

/** Bounds milliseconds, so nothing else may run beside it. */
const timed = '@modular-agent/cache';

/**
 * Runs a test task of every workspace that has it. A workspace whose inputs did not change is answered from turbo's cache.
 *
 * Prints the output of each workspace as a whole when it ends, then one line that counts all tests. Sets the exit code.
 *
 * @param flags Passed to turbo. With any of them, a workspace may leave no report.
 */
export function runTests(task: TestTask, flags: readonly string[]): void {
  const workspaces = readWorkspaces();
  const tested = workspaces.filter(({ manifest }) => manifest.scripts?.[task] !== undefined);
  const report = ({ folder }: Workspace): string => path.join(folder, '.reports', reportNames[task]);
  for (const workspace of tested) rmSync(report(workspace), { force: true });

  const succeeded = turboRuns(task, flags).map((words) => runCommand('turbo', words));

  const unreported = flags.length > 0 ? [] : tested.filter((workspace) => !existsSync(report(workspace)));
  for (const { folder, manifest } of unreported) {
    console.error(`${manifest.name} (${path.relative(root, folder)}) left no test report`);
  }
  const totals = readWorkspaceReports(workspaces.map(({ folder }) => folder));
  if (succeeded.includes(false) || unreported.length > 0 || totals.failed > 0) process.exitCode = 1;
  console.log(`\n${closingLine(totals)}`);
}

/**
 * The words of each run of turbo, one after the other: two workspaces at a time, which keep two processors busy, as each
 * has one worker there. The timed one follows alone. At deep size its long check runs first and outlasts all others, so
 * that no wait is needed; nor is one where a filter says what runs.
 */
export function turboRuns(task: TestTask, flags: readonly string[]): readonly (readonly string[])[] {
  const words = ['run', task, '--continue', '--log-order=grouped', ...flags];
  if (task === 'test:deep') return [[...words, '--concurrency=2']];
  if (flags.some((flag) => flag.startsWith('--filter') || flag.startsWith('-F')))
    return [[...words, '--concurrency=1']];
  return [
    [...words, '--concurrency=2', `--filter=!${timed}`],
    [...words, '--concurrency=1', `--filter=${timed}`],
  ];
}
