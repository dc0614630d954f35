import assert from 'node:assert/strict';
import { CacheBatchError, CacheKeyError } from '@modular-agent/cache-contract';
import fc from 'fast-check';
import { cacheKey } from '../arbitraries/cache-key.ts';
import { assertFailure, assertRejects } from '../assert/assert-rejects.ts';
import { assertSame } from '../assert/assert-same.ts';
import { confusableKeys } from '../confusable-keys.ts';
import { batchReads, batchWrites, keyCalls } from './calls.ts';
import type { Suite } from './suite.ts';

const refusedKeys = ['', 'x'.repeat(1_025), '漢'.repeat(342), 'a\ud800', '\udc00', '\udc00\ud800'];
// A caller without types can pass anything.
const noKeys = [undefined, null, 5, {}, Symbol('key'), ['a']] as readonly unknown[] as readonly string[];

/** Any well-formed string of 1 to 1,024 bytes is a key, and two keys never meet in one entry. */
export function keyPromises(suite: Suite): void {
  suite.promise('any well-formed text of 1 to 1,024 bytes is a key', async ({ provider }) => {
    await suite.forAll(fc.tuple(cacheKey(), fc.nat()), async ([key, value]) => {
      await provider.set(key, value);
      assert.equal(await provider.get(key), value);
      assert.equal(await provider.exists(key), true);
      assert.equal(await provider.delete(key), true);
      assert.equal(await provider.get(key), undefined);
    });
  });

  suite.promise('two different keys never meet in one entry', async ({ provider }) => {
    await suite.forAll(fc.uniqueArray(cacheKey(), { minLength: 2, maxLength: 12 }), async (keys) => {
      const stored = new Map(keys.map((key, index) => [key, index]));
      await provider.setMany(stored);
      assertSame(await provider.getMany(keys), stored);
      const [first = '', ...others] = keys;
      assert.equal(await provider.delete(first), true);
      assert.equal(await provider.exists(first), false);
      assert.equal(await provider.deleteMany(others), others.length);
    });
  });

  suite.promise('keys that look alike are kept apart', async ({ provider }) => {
    const keys = [...confusableKeys, provider.name, `${provider.name}:a`];
    await Promise.all(keys.map((key) => provider.set(key, `value of ${key}`)));
    assertSame(await provider.getMany(keys), new Map(keys.map((key) => [key, `value of ${key}`])));
    assert.equal(await provider.getSize(), keys.length);
  });

  suite.promise('a key that looks like a pattern stands for itself alone', async ({ provider }) => {
    await provider.setMany([
      ['ab', 1],
      ['ac', 2],
    ]);
    for (const pattern of ['*', 'a*', 'a?', 'a[bc]', '.*']) {
      assert.equal(await provider.exists(pattern), false, pattern);
      assert.equal(await provider.delete(pattern), false, pattern);
    }
    assert.equal(await provider.getSize(), 2);
  });

  for (const { operation, start } of keyCalls(suite.capabilities)) {
    suite.promise(`${operation} refuses what is no key`, async ({ provider }) => {
      for (const key of [...refusedKeys, ...noKeys]) {
        const place = { provider: provider.name, key: asTold(key) };
        await assertRejects(CacheKeyError, place, () => start(provider, key));
      }
    });
  }

  for (const { operation, start } of batchReads) {
    suite.promise(`${operation} refuses what is no key`, async ({ provider }) => {
      for (const key of [...refusedKeys, ...noKeys]) {
        const place = { provider: provider.name, key: asTold(key) };
        await assertRejects(CacheKeyError, place, () => start(provider, key));
      }
    });
  }

  for (const { operation, start } of batchWrites) {
    suite.promise(`${operation} tells what is no key as the failure of that part`, async ({ provider }) => {
      for (const key of refusedKeys) {
        const error = await assertRejects(CacheBatchError, { provider: provider.name }, () => start(provider, key));
        assert.deepEqual([...error.failed.keys()], [key]);
        assertFailure(error.failed.get(key), CacheKeyError, { provider: provider.name, key });
      }
    });
  }
}

/** What an error says of a key: nothing, if it is no string. */
function asTold(key: unknown): string | undefined {
  return typeof key === 'string' ? key : undefined;
}
