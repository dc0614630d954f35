import assert from 'node:assert/strict';
import { CacheKeyError } from '@modular-agent/cache-contract';
import { assertSame } from '../assert/assert-same.ts';
import { asSyncProvider } from '../through-twins.ts';
import type { Suite } from './suite.ts';

/** A synchronous twin does the same in the same store, at once. */
export function syncPromises(suite: Suite): void {
  suite.promise('each twin answers at once', async ({ provider }) => {
    const sync = asSyncProvider(provider);
    sync.setSync('key', 'value', { stamp: 1 });
    sync.setManySync([['other', 2]]);
    assert.equal(sync.getSync('key'), 'value');
    assertSame(sync.getEntrySync('key'), { value: 'value', metadata: undefined, stamp: 1 });
    assertSame(
      sync.getManySync(['key', 'other']),
      new Map<string, unknown>([
        ['key', 'value'],
        ['other', 2],
      ]),
    );
    assert.equal(sync.getEntriesSync(['key', 'other']).size, 2);
    assert.notEqual(sync.setIfNewerSync?.('key', 'lower', { stamp: 0 }), true);
    assert.equal(sync.existsSync('key'), true);
    assert.equal(sync.getSizeSync(), 2);
    assert.equal(sync.cleanupExpiredSync(), 0);
    assert.equal(sync.getStatsSync().sets, 2);
    assert.equal(sync.deleteSync('key'), true);
    assert.equal(sync.deleteManySync(['other', 'absent']), 1);
    sync.setSync('key', 1);
    sync.clearSync();
    assert.equal(sync.getSizeSync(), 0);
  });

  suite.promise('what a twin stores the others read, and the other way round', async ({ provider }) => {
    const sync = asSyncProvider(provider);
    sync.setSync('a', 1);
    assert.equal(await provider.get('a'), 1);
    await provider.set('a', 2);
    assert.equal(sync.getSync('a'), 2);
    await provider.delete('a');
    assert.equal(sync.existsSync('a'), false);
    sync.setSync('a', 3);
    sync.deleteSync('a');
    assert.equal(await provider.exists('a'), false);
  });

  suite.promise('a twin throws what the other rejects with', async ({ provider }) => {
    const sync = asSyncProvider(provider);
    assert.throws(
      () => sync.getSync(''),
      (error) => CacheKeyError.isInstance(error),
    );
  });

  suite.promise('a twin counts as the operation it is a twin of', async ({ provider }) => {
    const sync = asSyncProvider(provider);
    sync.setSync('a', 1);
    sync.getSync('a');
    await provider.get('a');
    const stats = await provider.getStats();
    assert.deepEqual([stats.sets, stats.hits], [1, 2]);
    const operations = Object.keys(stats.latency).filter((name) => name.endsWith('Sync'));
    assert.deepEqual(operations, []);
  });
}
