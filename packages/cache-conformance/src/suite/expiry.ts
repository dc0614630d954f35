import assert from 'node:assert/strict';
import { outliveShortTtl, shortTtl } from './lifetime.ts';
import type { Suite } from './suite.ts';

/** An entry whose time is over is not there any more. */
export function expiryPromises(suite: Suite): void {
  suite.promise('an expired entry is a miss, for every way to read', async (subject) => {
    const { provider } = subject;
    const reads: readonly (readonly [name: string, read: (key: string) => Promise<unknown>])[] = [
      ['get', (key) => provider.get(key)],
      ['getEntry', (key) => provider.getEntry(key)],
      ['exists', async (key) => (await provider.exists(key)) || undefined],
      ['getMany', async (key) => (await provider.getMany([key])).get(key)],
      ['getEntries', async (key) => (await provider.getEntries([key])).get(key)],
    ];
    await provider.setMany(new Map(reads.map(([name]) => [name, 1])), { ttl: shortTtl });
    await outliveShortTtl(subject);
    for (const [name, read] of reads) {
      assert.equal(await read(name), undefined, `${name} found an expired entry`);
    }
  });

  suite.promise('deleting an expired entry finds nothing', async (subject) => {
    const { provider } = subject;
    await provider.setMany(
      [
        ['a', 1],
        ['b', 2],
      ],
      { ttl: shortTtl },
    );
    await outliveShortTtl(subject);
    assert.equal(await provider.delete('a'), false);
    assert.equal(await provider.deleteMany(['b']), 0);
  });

  suite.promise('storing again starts a new ttl, longer or shorter', async (subject) => {
    const { provider } = subject;
    await provider.set('longer', 1, { ttl: shortTtl });
    await provider.set('longer', 2, { ttl: '1h' });
    await provider.set('endless', 1, { ttl: shortTtl });
    await provider.set('endless', 2, { ttl: Infinity });
    await provider.set('shorter', 1, { ttl: '1h' });
    await provider.set('shorter', 2, { ttl: shortTtl });
    await outliveShortTtl(subject);
    assert.equal(await provider.get('longer'), 2);
    assert.equal(await provider.get('endless'), 2);
    assert.equal(await provider.get('shorter'), undefined);
  });

  suite.promise('an expired key can be stored anew', async (subject) => {
    const { provider } = subject;
    await provider.set('key', 1, { ttl: shortTtl });
    await outliveShortTtl(subject);
    await provider.set('key', 2);
    assert.equal(await provider.get('key'), 2);
  });

  suite.promise('cleanupExpired keeps what lives, and says how many it freed', async (subject) => {
    const { provider } = subject;
    await provider.setMany(
      [
        ['a', 1],
        ['b', 2],
      ],
      { ttl: shortTtl },
    );
    await provider.set('kept', 3);
    await outliveShortTtl(subject);
    assert.equal(await provider.cleanupExpired(), suite.capabilities.expiry === 'lazy' ? 2 : 0);
    assert.equal(await provider.getSize(), 1);
    assert.equal(await provider.get('kept'), 3);
    assert.equal(await provider.cleanupExpired(), 0);
  });

  if (suite.capabilities.size === 'live') {
    suite.promise('getSize does not count expired entries', async (subject) => {
      const { provider } = subject;
      await provider.set('gone', 1, { ttl: shortTtl });
      await provider.set('kept', 2);
      await outliveShortTtl(subject);
      assert.equal(await provider.getSize(), 1);
    });
  }

  if (suite.capabilities.expiry === 'lazy') {
    suite.promise('stats count the entries that expired', async (subject) => {
      const { provider } = subject;
      await provider.setMany(
        [
          ['a', 1],
          ['b', 2],
          ['c', 3],
        ],
        { ttl: shortTtl },
      );
      await outliveShortTtl(subject);
      await provider.get('a');
      await provider.cleanupExpired();
      assert.equal((await provider.getStats()).expirations, 3);
    });
  }
}
