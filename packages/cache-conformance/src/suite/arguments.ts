import { CacheOptionError, type BatchEntry, type SetOptions } from '@modular-agent/cache-contract';
import assert from 'node:assert/strict';
import { assertRejects } from '../assert/assert-rejects.ts';
import type { Suite } from './suite.ts';

// A caller without types can pass anything; a string even passes for an iterable of keys.
const noKeys = ['us', null, 5, {}] as readonly unknown[] as readonly string[][];
const noEntries = [{ u: 1 }, ['us'], [null], null, 'us'] as readonly unknown[] as readonly BatchEntry[][];
const noOptions = [3_600, '1h', null, ['ttl', 1]] as readonly unknown[] as readonly SetOptions[];

/** What can't be meant is refused, and not taken for something else. */
export function argumentPromises(suite: Suite): void {
  suite.promise('keys that are no list are refused, a string too, and nothing changes', async ({ provider }) => {
    await provider.setMany(new Map(['u', 's'].map((key) => [key, 1])));
    const place = { provider: provider.name, key: undefined };
    for (const keys of noKeys) {
      for (const call of [
        () => provider.getMany(keys),
        () => provider.getEntries(keys),
        () => provider.deleteMany(keys),
      ]) {
        assert.equal((await assertRejects(CacheOptionError, place, call)).option, 'keys');
      }
    }
    assert.equal(await provider.getSize(), 2);
  });

  suite.promise('entries that are no list of pairs are refused, and nothing changes', async ({ provider }) => {
    const place = { provider: provider.name, key: undefined };
    for (const entries of noEntries) {
      const error = await assertRejects(CacheOptionError, place, () => provider.setMany(entries));
      assert.equal(error.option, 'entries');
    }
    assert.equal(await provider.getSize(), 0);
  });

  suite.promise('options that are no object are refused, a bare ttl too, and nothing changes', async ({ provider }) => {
    const place = { provider: provider.name, key: 'key' };
    for (const options of noOptions) {
      const error = await assertRejects(CacheOptionError, place, () => provider.set('key', 1, options));
      assert.equal(error.option, 'options');
    }
    assert.equal(await provider.exists('key'), false);
  });
}
