import assert from 'node:assert/strict';
import { assertSame } from '../assert/assert-same.ts';
import type { Suite } from './suite.ts';

/** What is deleted is gone, and nothing else is. */
export function deletionPromises(suite: Suite): void {
  suite.promise('delete says whether there was an entry', async ({ provider }) => {
    await provider.set('key', null);
    await provider.set('other', 1);
    assert.equal(await provider.delete('key'), true);
    assert.equal(await provider.delete('key'), false);
    assert.equal(await provider.get('key'), undefined);
    assert.equal(await provider.exists('key'), false);
    assert.equal(await provider.get('other'), 1);
  });

  suite.promise('clear leaves nothing, and the provider goes on', async ({ provider }) => {
    await provider.setMany(new Map(Array.from({ length: 50 }, (_, index) => [`key ${index}`, index])));
    await provider.clear();
    assert.equal(await provider.getSize(), 0);
    assert.equal(await provider.exists('key 7'), false);
    await provider.clear();
    await provider.set('key', 1);
    assert.equal(await provider.get('key'), 1);
  });

  suite.promise('getSize counts entries, not writes', async ({ provider }) => {
    assert.equal(await provider.getSize(), 0);
    await provider.set('a', 1);
    await provider.set('a', 2);
    await provider.set('b', 1);
    assert.equal(await provider.getSize(), 2);
    await provider.delete('a');
    assert.equal(await provider.getSize(), 1);
  });

  if (!suite.capabilities.sharedStore) return;

  suite.promise('providers in one store do not see each other’s entries', async ({ provider, createNeighbor }) => {
    const neighbor = await createNeighbor();
    await provider.set('key', 'mine');
    assert.equal(await neighbor.get('key'), undefined);
    assert.equal(await neighbor.exists('key'), false);
    assert.equal(await neighbor.getSize(), 0);
    await neighbor.set('key', 'yours');
    assert.equal(await provider.get('key'), 'mine');
    assert.equal(await neighbor.delete('key'), true);
    assert.equal(await provider.get('key'), 'mine');
  });

  suite.promise('clear leaves the entries of others in the same store', async ({ provider, createNeighbor }) => {
    const neighbor = await createNeighbor();
    await neighbor.setMany([
      ['a', 1],
      ['key', 2],
    ]);
    await provider.set('key', 'mine');
    await provider.clear();
    assert.equal(await provider.getSize(), 0);
    assertSame(
      await neighbor.getMany(['a', 'key']),
      new Map([
        ['a', 1],
        ['key', 2],
      ]),
    );
    assert.equal(await neighbor.getSize(), 2);
  });
}
