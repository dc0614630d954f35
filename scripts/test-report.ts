import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { root } from './run-command.ts';
import { testParts, type TestPart } from './timed-tests.ts';

/** The test tasks of a workspace: at the usual size, and at deep size. */
export type TestTask = 'test' | 'test:deep';

/** The report of one part of a task in a workspace. Undefined as part: the report of a run of all tests. */
export function reportFile(folder: string, task: TestTask, part: TestPart | undefined): string {
  return path.join(folder, '.reports', `${task === 'test' ? 'usual' : 'deep'}-${part ?? 'all'}.json`);
}

/** The report that vitest.config.ts writes in a workspace, whatever part ran and whatever the command line says. */
export function latestReport(folder: string): string {
  return path.join(folder, '.reports', 'vitest.json');
}

/** How many tests ended how. */
export interface TestTotals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const none: TestTotals = { passed: 0, failed: 0, skipped: 0 };

interface JsonReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly success: boolean;
  readonly testResults: readonly FileResult[];
}

interface FileResult {
  readonly name: string;
  readonly status: string;
  /** Why the file failed before it had a test. */
  readonly message?: string;
  readonly assertionResults: readonly TestResult[];
}

interface TestResult {
  readonly status: string;
  readonly fullName?: string;
  readonly failureMessages?: readonly string[];
}

/**
 * Counts one report of vitest's JSON reporter. A file that failed before it had any test counts as one failure, and so does
 * a run that failed without a failed test (an unhandled error).
 */
export function readReport(file: string): TestTotals {
  return countReport(parseReport(file));
}

function parseReport(file: string): JsonReport {
  return JSON.parse(readFileSync(file, 'utf8')) as JsonReport;
}

function countReport(report: JsonReport): TestTotals {
  const broken = report.testResults.filter((each) => each.status === 'failed' && each.assertionResults.length === 0);
  const failed = report.numFailedTests + broken.length;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && !report.success ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

export function addTotals(a: TestTotals, b: TestTotals): TestTotals {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/** Counts several reports together; those that were not written count nothing. */
export function readReports(files: readonly string[]): TestTotals {
  return files
    .filter((file) => existsSync(file))
    .map(readReport)
    .reduce(addTotals, none);
}

/**
 * Counts the reports of workspaces, at either size. Of a test file that ran at both sizes, the deep run counts alone; a
 * failure counts in any case.
 */
export function readWorkspaceReports(folders: readonly string[]): TestTotals {
  return folders.map(readWorkspace).reduce(addTotals, none);
}

function readWorkspace(folder: string): TestTotals {
  const [usual, deep] = [reportsOf(folder, 'test'), reportsOf(folder, 'test:deep')];
  const again = new Set(deep.flatMap(({ testResults }) => testResults.map(({ name }) => name)));
  const twice = usual
    .flatMap(({ testResults }) => testResults)
    .filter(({ name }) => again.has(name))
    .flatMap(({ assertionResults }) => assertionResults);
  const count = (...statuses: readonly string[]): number =>
    twice.filter(({ status }) => statuses.includes(status)).length;
  const totals = [...usual, ...deep].map(countReport).reduce(addTotals, none);
  return {
    ...totals,
    passed: totals.passed - count('passed'),
    skipped: totals.skipped - count('pending', 'skipped', 'todo', 'disabled'),
  };
}

function reportsOf(folder: string, task: TestTask): readonly JsonReport[] {
  return reportFiles(folder, task)
    .filter((file) => existsSync(file))
    .map(parseReport);
}

/** Describes each failed test of these reports: its file, its title and its first error. */
export function describeFailures(files: readonly string[]): readonly string[] {
  return files
    .filter((file) => existsSync(file))
    .flatMap((file) => parseReport(file).testResults)
    .filter(({ status }) => status === 'failed')
    .flatMap(({ name, message = '', assertionResults }) => {
      const file = path.relative(root, name);
      if (assertionResults.length === 0) return [`${file}\n  ${firstLines(message)}`];
      return assertionResults
        .filter(({ status }) => status === 'failed')
        .map(({ fullName, failureMessages }) => `${file} > ${fullName}\n  ${firstLines(failureMessages?.[0] ?? '')}`);
    });
}

/** The message without its stack, and without the runner's colours. */
function firstLines(message: string): string {
  const lines = stripVTControlCharacters(message).split('\n');
  const stack = lines.findIndex((line) => /^ +at /.test(line));
  return lines.slice(0, stack > 0 ? Math.min(stack, 20) : 20).join('\n  ');
}

/** The reports of all parts of a task in a workspace, whether they were written or not. */
export function reportFiles(folder: string, task: TestTask): readonly string[] {
  return [undefined, ...testParts].map((part) => reportFile(folder, task, part));
}

/** What closes a run of tests. */
export function closingLine({ passed, failed, skipped }: TestTotals): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
