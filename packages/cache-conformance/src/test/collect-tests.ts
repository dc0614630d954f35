import type { ConformanceRunner } from '../conformance-runner.ts';

/** A test that was registered. */
export interface CollectedTest {
  /** The groups that it stands in, but for the outermost, and its own name. */
  readonly name: string;
  readonly body: () => Promise<void>;
}

/** The tests that a suite registers, without running them. */
export function collectTests(register: (runner: ConformanceRunner) => void): readonly CollectedTest[] {
  const tests: CollectedTest[] = [];
  const groups: string[] = [];
  register({
    describe: (name, body) => {
      groups.push(name);
      body();
      groups.pop();
    },
    it: (name, body) => {
      tests.push({ name: [...groups.slice(1), name].join(' › '), body });
    },
  });
  return tests;
}
