import { existsSync, readFileSync } from 'node:fs';

/** How many tests ended how. */
export interface TestTotals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

interface JsonReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly success: boolean;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

/**
 * Counts one report of vitest's JSON reporter. A file that failed before it had any test counts as one failure, and so does
 * a run that failed without a failed test (an unhandled error).
 */
export function readReport(file: string): TestTotals {
  const report = JSON.parse(readFileSync(file, 'utf8')) as JsonReport;
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
  const none: TestTotals = { passed: 0, failed: 0, skipped: 0 };
  return files
    .filter((file) => existsSync(file))
    .map(readReport)
    .reduce(addTotals, none);
}

/** What closes a run of tests. */
export function closingLine({ passed, failed, skipped }: TestTotals): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
