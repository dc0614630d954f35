import { existsSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root, runCommand } from './run-command.ts';
import { closingLine, readWorkspaceReports, reportFile, type TestTask } from './test-report.ts';
import { hasTimedTests, type TestPart } from './timed-tests.ts';
import { readWorkspaces, type Workspace } from './workspaces.ts';

interface TurboRun {
  readonly words: readonly string[];
  /** The part of the tests that runs; none: all. */
  readonly part: TestPart | undefined;
}

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
  let isComplete = true;
  for (const { words, part } of turboRuns(tested, flags)) {
    if (part === undefined) delete process.env['TEST_PART'];
    else process.env['TEST_PART'] = part;
    for (const { folder } of tested) rmSync(written(folder), { force: true });
    const succeeded = runCommand('turbo', ['run', task, '--continue', '--log-order=grouped', ...flags, ...words]);
    isComplete &&= succeeded && (flags.length > 0 || everyReported(part === 'timed' ? timedOf(tested) : tested));
    for (const { folder } of tested) {
      // Under one name each part's report would be restored from turbo's cache over the other's.
      if (existsSync(written(folder))) renameSync(written(folder), reportFile(folder, task, part));
    }
  }
  const totals = readWorkspaceReports(workspaces.map(({ folder }) => folder));
  if (!isComplete || totals.failed > 0) process.exitCode = 1;
  console.log(`\n${closingLine(totals)}`);
}

/**
 * The runs of turbo, one after the other: two workspaces at a time, which keep two processors busy as each has one worker
 * there, then the timed tests with nothing beside them. Where a filter says what runs, everything does, one after the other.
 */
export function turboRuns(tested: readonly Workspace[], flags: readonly string[]): readonly TurboRun[] {
  if (flags.some((flag) => /^(?:--filter|-F)/.test(flag))) return [{ words: ['--concurrency=1'], part: undefined }];
  const filters = timedOf(tested).map(({ manifest }) => `--filter=${manifest.name}`);
  return [
    { words: ['--concurrency=2'], part: 'untimed' },
    { words: ['--concurrency=1', ...filters], part: 'timed' },
  ];
}

function timedOf(tested: readonly Workspace[]): readonly Workspace[] {
  return tested.filter(({ folder }) => hasTimedTests(folder));
}

/** Where vitest.config.ts puts the report of any run. */
function written(folder: string): string {
  return path.join(folder, '.reports', 'vitest.json');
}

function everyReported(tested: readonly Workspace[]): boolean {
  const silent = tested.filter(({ folder }) => !existsSync(written(folder)));
  for (const { folder, manifest } of silent) {
    console.error(`${manifest.name} (${path.relative(root, folder)}) left no test report`);
  }
  return silent.length === 0;
}
