import { describe, expect, it } from 'vitest';
import { runCoordinationConformance } from './run-coordination-conformance.ts';
import { brokenCoordinations } from './test/broken-coordination/index.ts';
import { collectTests, type CollectedTest } from './test/collect-tests.ts';
import {
  referenceCoordinationTarget,
  type ReferenceCoordinationOptions,
} from './test/reference-coordination-target.ts';

/** The tests that the suite registers for such a coordination, by name. */
function testsFor(options: ReferenceCoordinationOptions): ReadonlyMap<string, CollectedTest> {
  const target = referenceCoordinationTarget(options);
  // The same random cases each time: whether one is caught must not depend on luck.
  const tests = collectTests((runner) => runCoordinationConformance(runner, target, { seed: 1 }));
  return new Map(tests.map((test) => [test.name, test]));
}

describe('the suite catches coordination that', () => {
  it.each(brokenCoordinations)('$fault', async (broken) => {
    const tests = testsFor(broken);
    for (const name of broken.caughtBy) {
      await expect(tests.get(name)?.body(), `the test "${name}"`).rejects.toBeInstanceOf(Error);
    }
  });
});

describe('each test of the suite', () => {
  it('is failed by some broken coordination', () => {
    const names = new Set(brokenCoordinations.flatMap((broken) => [...testsFor(broken).keys()]));
    const caught = new Set(brokenCoordinations.flatMap(({ caughtBy }) => caughtBy));
    // Derived entries are held to the promises of others by the same tests.
    const isSeen = (name: string): boolean =>
      caught.has(name) || caught.has(name.replace(/^derived entries/, 'entries'));
    expect([...names].filter((name) => !isSeen(name))).toEqual([]);
  });
});
