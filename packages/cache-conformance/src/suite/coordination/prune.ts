import assert from 'node:assert/strict';
import { isValidAt } from '@modular-agent/cache-contract';
import type { CoordinationSuite } from './coordination-suite.ts';

const tags = ['a', 'b', 'c'];

/** Old tags are forgotten, and nothing else is. */
export function prunePromises(suite: CoordinationSuite): void {
  suite.promise(
    'prune forgets tags that are older than is said, and says how many',
    async ({ here, there, advance }) => {
      await here.versions.invalidate('cache', tags);
      await advance(60);
      assert.equal(await there.versions.prune('cache', '1h'), 0);
      assert.equal((await here.versions.read('cache', tags)).invalidatedAt.size, 3);
      assert.equal(await there.versions.prune('cache', 1), 3);
      assert.equal((await here.versions.read('cache', tags)).invalidatedAt.size, 0);
      assert.equal(await here.versions.prune('cache', 1), 0);
    },
  );

  suite.promise('entries from before a forgotten invalidation are invalid, whatever their tags', async (subject) => {
    const { here, there, advance } = subject;
    const before = await here.versions.read('cache', tags);
    assert.equal(before.floor, 0);
    await here.versions.invalidate('cache', ['a']);
    const forgotten = await there.versions.invalidate('cache', ['b']);
    await advance(60);
    await here.versions.prune('cache', 1);
    const later = await there.versions.invalidate('cache', ['c']);
    await there.versions.prune('cache', '1h');
    const now = await there.versions.read('cache', tags);
    assert.equal(now.floor, forgotten.sequence);
    assert.equal((await here.versions.readSince('cache', before)).floor, forgotten.sequence);
    assert.equal(isValidAt(before, [], now), false);
    assert.equal(isValidAt(forgotten, ['a', 'b'], now), true);
    assert.equal(isValidAt(later, tags, now), true);
  });

  suite.promise('a delta since before the floor holds what is not forgotten', async ({ here, there, advance }) => {
    const start = await here.versions.read('cache', []);
    await here.versions.invalidate('cache', ['a', 'b']);
    await advance(60);
    await here.versions.prune('cache', 1);
    const { sequence } = await there.versions.invalidate('cache', ['b']);
    const delta = await there.versions.readSince('cache', start);
    assert.deepEqual([delta.sequence, delta.invalidatedAt.get('b')], [sequence, sequence]);
    assert.ok(delta.completeSince < sequence, 'it does not hold the newest');
    assert.equal(delta.invalidatedAt.has('a'), false);
  });

  suite.promise('prune leaves epoch and sequence', async ({ here, there, advance }) => {
    const mark = await here.versions.invalidate('cache', tags);
    await advance(60);
    await here.versions.prune('cache', 1);
    const { epoch, sequence } = await there.versions.read('cache', tags);
    assert.deepEqual({ epoch, sequence }, { epoch: mark.epoch, sequence: mark.sequence });
  });

  suite.promise('prune leaves other caches', async ({ here, advance }) => {
    await here.versions.invalidate('cache', tags);
    await here.versions.invalidate('other', tags);
    await advance(60);
    assert.equal(await here.versions.prune('cache', 1), 3);
    assert.equal((await here.versions.read('other', tags)).invalidatedAt.size, 3);
  });

  suite.promise('prune of a cache that nobody used, and one without an age, forgets nothing', async (subject) => {
    const { here, advance } = subject;
    assert.equal(await here.versions.prune('unknown', 1), 0);
    await here.versions.invalidate('cache', tags);
    await advance(60);
    assert.equal(await here.versions.prune('cache', Infinity), 0);
    assert.equal((await here.versions.read('cache', tags)).invalidatedAt.size, 3);
  });

  suite.promise('prune forgets 5,000 tags', async ({ here, there, advance }) => {
    const many = Array.from({ length: 5_000 }, (_, index) => `tag ${index}`);
    await here.versions.invalidate('cache', many, { timeout: '30s' });
    await advance(60);
    assert.equal(await here.versions.prune('cache', 1, { timeout: '30s' }), many.length);
    assert.equal((await there.versions.read('cache', many, { timeout: '30s' })).invalidatedAt.size, 0);
  });

  if (suite.capabilities.clock === 'real') return;

  suite.promise('a tag is as old as its last invalidation, to the millisecond', async ({ here, advance }) => {
    await here.versions.invalidate('cache', ['again', 'old']);
    await advance(1_000);
    await here.versions.invalidate('cache', ['again', 'new']);
    assert.equal(await here.versions.prune('cache', 1_000), 0);
    assert.equal(await here.versions.prune('cache', 999), 1);
    const { invalidatedAt } = await here.versions.read('cache', ['old', 'again', 'new']);
    assert.deepEqual([...invalidatedAt.keys()], ['again', 'new']);
  });
}
