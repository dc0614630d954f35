import { existsSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root, runCommand } from './run-command.ts';
import {
  closingLine,
  describeFailures,
  latestReport,
  readWorkspaceReports,
  reportFile,
  reportFiles,
  type TestTask,
} from './test-report.ts';
import { hasTimedTests, type TestPart } from './timed-tests.ts';
import { readWorkspaces, type Workspace } from './workspaces.ts';

interface TurboRun {
  readonly words: readonly string[];
  /** Undefined: all tests run. */
  readonly part: TestPart | undefined;
}

/**
 * Runs a test task of every workspace that has it. A workspace whose inputs did not change is answered from turbo's cache.
 *
 * Prints the output of each workspace as a whole when it ends, then every failed test once more, and one line that counts all tests. Sets the exit code.
 *
 * @param flags Passed to turbo. With any of them, a workspace may leave no report.
 */
export function runTests(task: TestTask, flags: readonly string[]): void {
  const workspaces = readWorkspaces();
  const tested = workspaces.filter(({ manifest }) => manifest.scripts?.[task] !== undefined);
  let isComplete = true;
  for (const { words, part } of turboRuns(tested, flags)) {
    for (const { folder } of tested) rmSync(latestReport(folder), { force: true });
    const turboWords = ['run', task, '--continue', '--log-order=grouped', ...flags, ...words];
    const succeeded = runCommand('turbo', turboWords, root, { TEST_PART: part });
    isComplete &&= succeeded && (flags.length > 0 || everyReported(part === 'timed' ? timedOf(tested) : tested));
    for (const { folder } of tested) {
      // turbo restores a cached report under one name for all parts: each is kept under the name of its part.
      if (existsSync(latestReport(folder))) renameSync(latestReport(folder), reportFile(folder, task, part));
    }
  }
  const totals = readWorkspaceReports(workspaces.map(({ folder }) => folder));
  if (!isComplete || totals.failed > 0) process.exitCode = 1;
  const files = workspaces.flatMap(({ folder }) => [
    ...reportFiles(folder, 'test'),
    ...reportFiles(folder, 'test:deep'),
  ]);
  for (const failure of describeFailures(files)) {
    console.error(`\nfailed: ${failure}`);
  }
  console.log(`\n${closingLine(totals)}`);
}

/**
 * The runs of turbo, in sequence. The first tests two workspaces at a time; the second runs the timed tests alone. With a
 * filter, one run tests the chosen workspaces in sequence.
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

function everyReported(tested: readonly Workspace[]): boolean {
  const silent = tested.filter(({ folder }) => !existsSync(latestReport(folder)));
  for (const { folder, manifest } of silent) {
    console.error(`${manifest.name} (${path.relative(root, folder)}) left no test report`);
  }
  return silent.length === 0;
}
