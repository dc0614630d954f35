import { globSync } from 'node:fs';

/** Test files, in any package, that bound milliseconds. They run alone. */
export const timedTests: readonly string[] = ['src/calm*.test.ts', 'src/outage.test.ts', 'src/shared-redis.test.ts'];

/** The parts of a test task. */
export const testParts = ['untimed', 'timed'] as const;

export type TestPart = (typeof testParts)[number];

/** The part of the tests that TEST_PART names; all of them without it. */
export function readTestPart(environment: NodeJS.ProcessEnv): TestPart | undefined {
  return testParts.find((part) => part === environment['TEST_PART']);
}

export function hasTimedTests(folder: string): boolean {
  return globSync(timedTests, { cwd: folder }).length > 0;
}
