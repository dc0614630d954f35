import { describe, expect, it } from 'vitest';
import { runProviderConformance } from './run-provider-conformance.ts';
import { brokenProviders } from './test/broken/index.ts';
import { collectTests, type CollectedTest } from './test/collect-tests.ts';
import { referenceTarget, type ReferenceTargetOptions } from './test/reference-target.ts';

/** The tests that the suite registers for such a provider, by name. Without twins, which would run everything twice. */
function testsFor({ capabilities, ...options }: ReferenceTargetOptions): ReadonlyMap<string, CollectedTest> {
  const target = referenceTarget({ ...options, capabilities: { sync: false, ...capabilities } });
  // The same random cases each time: whether a broken provider is caught must not depend on luck.
  const tests = collectTests((runner) => runProviderConformance(runner, target, { seed: 1 }));
  return new Map(tests.map((test) => [test.name, test]));
}

describe('the suite catches a provider that', () => {
  it.each(brokenProviders)('$fault', async (broken) => {
    const tests = testsFor(broken);
    for (const name of broken.caughtBy) {
      await expect(tests.get(name)?.body(), `the test "${name}"`).rejects.toBeInstanceOf(Error);
    }
  });
});

describe('each test of the suite', () => {
  it('is failed by some broken provider', () => {
    const names = new Set(brokenProviders.flatMap((broken) => [...testsFor(broken).keys()]));
    const caught = new Set(brokenProviders.flatMap(({ caughtBy }) => caughtBy));
    const throughTwins = /^through the synchronous twins › /;
    expect([...names].filter((name) => !caught.has(name) && !throughTwins.test(name))).toEqual([]);
  });
});
