import assert from 'node:assert/strict';
import type { Suite } from './suite.ts';

/** Who waited for a write sees it. */
export function orderPromises(suite: Suite): void {
  suite.promise('after an awaited write every read sees it', async ({ provider }) => {
    for (let round = 0; round < 20; round++) {
      await provider.set('key', round);
      assert.equal(await provider.get('key'), round);
      await provider.setMany([['key', -round - 1]]);
      assert.equal((await provider.getMany(['key'])).get('key'), -round - 1);
      await provider.delete('key');
      assert.equal(await provider.get('key'), undefined);
    }
  });

  suite.promise('a read does not join one that was started before a write', async ({ provider }) => {
    for (let round = 0; round < 20; round++) {
      const early = provider.get('key');
      await provider.set('key', round);
      assert.equal(await provider.get('key'), round);
      await early;
    }
  });

  suite.promise('of writes to one key that were started one after the other the last wins', async ({ provider }) => {
    for (let round = 0; round < 20; round++) {
      await Promise.all([provider.set('key', 'x'.repeat(50_000)), provider.delete('key'), provider.set('key', round)]);
      assert.equal(await provider.get('key'), round);
    }
  });

  suite.promise('many calls at once each get their own answer', async ({ provider }) => {
    const numbers = Array.from({ length: 300 }, (_, number) => number);
    await Promise.all(numbers.map((number) => provider.set(`key ${number}`, number)));
    const answers = await Promise.all(numbers.map((number) => provider.get(`key ${number}`)));
    assert.deepEqual(answers, numbers);
    const entries = await Promise.all(numbers.map((number) => provider.getEntry(`key ${number}`)));
    assert.deepEqual(
      entries.map((entry) => entry?.value),
      numbers,
    );
  });
}
