import assert from 'node:assert/strict';
import { CacheSerializationError } from '@modular-agent/cache-contract';
import fc from 'fast-check';
import { cacheableValue } from '../arbitraries/cacheable-value.ts';
import { assertRejects } from '../assert/assert-rejects.ts';
import { refusedSamples } from './refused-value-samples.ts';
import type { Suite } from './suite.ts';

/** What can't be kept is refused, with the path to the culprit; never a silent loss. */
export function refusedValuePromises(suite: Suite): void {
  for (const { kind, value, path } of refusedSamples) {
    suite.promise(`${kind} is refused, with the path to it`, async ({ provider }) => {
      await provider.set('key', 'older');
      const place = { provider: provider.name, key: 'key' };
      const error = await assertRejects(CacheSerializationError, place, () => provider.set('key', value()));
      assert.ok(
        error.path === path || (/[.[]$/.test(path) && error.path.startsWith(path)),
        `the path is ${error.path.slice(0, 80)}, expected ${path}`,
      );
      assert.equal(await provider.get('key'), 'older', 'what was stored before');
    });
  }

  suite.promise('a culprit is found at any depth of objects and arrays', async ({ provider }) => {
    const step = fc.oneof(fc.constantFrom('user', 'a', '$x', '_', 'Z9'), fc.nat({ max: 5 }));
    await suite.forAll(
      fc.tuple(fc.array(step, { maxLength: 12 }), cacheableValue({ maxDepth: 2 })),
      async ([steps, other]) => {
        const place = { provider: provider.name, key: 'key' };
        const value = bury(() => 1, steps, other);
        const error = await assertRejects(CacheSerializationError, place, () => provider.set('key', value));
        const path = steps.map((each) => (typeof each === 'number' ? `[${each}]` : `.${each}`)).join('');
        assert.equal(error.path, `value${path}`);
        assert.equal(await provider.exists('key'), false, 'something was stored');
      },
    );
  });
}

/** Puts a culprit at the end of a path, among other things. */
function bury(culprit: unknown, steps: readonly (string | number)[], other: unknown): unknown {
  return steps.reduceRight<unknown>((inside, step) => {
    if (typeof step === 'string') return { before: other, [step]: inside, after: other };
    return [...Array.from({ length: step }, () => other), inside, other];
  }, culprit);
}
