import assert from 'node:assert/strict';
import { shortTtl } from '../lifetime.ts';
import { acquireEntry, assertLost, assertValue, kept, type EntrySuite } from './entry-suite.ts';

/** Leases and entries end with their ttl. */
export function entryTimePromises(suite: EntrySuite): void {
  const isFake = suite.capabilities.clock === 'fake';

  suite.promise('a lease that nobody gave back ends with its ttl', async ({ ours, theirs, advance }) => {
    const late = await acquireEntry(ours, 'a', shortTtl);
    await advance(3 * shortTtl);
    await assertLost(ours, late);
    const held = await acquireEntry(theirs, 'a');
    await assertLost(ours, late);
    assert.equal(await theirs.release(held), true);
  });

  suite.promise('a lease that was renewed is held for that long from then', async ({ ours, theirs, advance }) => {
    const shorter = await acquireEntry(ours, 'shorter');
    const longer = await acquireEntry(ours, 'longer', '1m');
    assert.equal((await ours.renew([shorter], shortTtl)).size, 0);
    assert.equal((await ours.renew([longer], '1h')).size, 0);
    await advance(isFake ? 3_600_000 - 1 : 3 * shortTtl);
    await assertLost(ours, shorter);
    assert.equal((await theirs.acquire('longer', 1)).lease, undefined);
    if (isFake) await advance(1);
    assert.equal((await theirs.acquire('longer', 1)).lease !== undefined, isFake);
  });

  suite.promise('an entry ends with its ttl, set or loaded', async ({ ours, theirs, advance }) => {
    await ours.set('set', 1, { ttl: shortTtl, metadata: {} });
    await ours.store(await acquireEntry(ours, 'loaded'), 1, { ttl: shortTtl, metadata: {} });
    await ours.set('hour', 1, { ttl: '1h', metadata: {} });
    await ours.set('ever', 1, { ttl: Infinity, metadata: {} });
    await advance(3 * shortTtl);
    assert.deepEqual([...(await theirs.getMany(['set', 'loaded', 'hour', 'ever'])).keys()], ['hour', 'ever']);
    assert.equal((await theirs.acquire('set', '1h')).entry, undefined);
  });

  if (isFake) {
    suite.promise('an entry ends exactly when its ttl is over', async ({ ours, theirs, advance }) => {
      await ours.set('a', 1, { ttl: 60_000, metadata: {} });
      await ours.set('ever', 1, { ttl: Infinity, metadata: {} });
      await advance(59_999);
      await assertValue(theirs, 'a', 1);
      await advance(1);
      await assertValue(theirs, 'a', undefined);
      await advance(30 * 24 * 3_600_000);
      await assertValue(theirs, 'ever', 1);
    });

    suite.promise('a lease is held until exactly its ttl is over', async ({ ours, theirs, advance }) => {
      const lease = await acquireEntry(ours, 'a', '1m');
      await advance(59_999);
      assert.equal((await theirs.acquire('a', 1)).lease, undefined);
      assert.equal((await ours.renew([lease], 1)).size, 0);
      await advance(1);
      await acquireEntry(theirs, 'a', 1);
    });
  }

  if (suite.form === 'derived') return;

  suite.promise('all processes agree about the time, and it goes on', async ({ ours, theirs, advance }) => {
    // Each learns the time with its first call.
    await ours.set('a', 1, kept);
    await theirs.get('a');
    const before = ours.now();
    assert.ok(Math.abs(theirs.now() - before) < 1_000, `${theirs.now()} there was ${before} here`);
    await advance(50);
    const passed = theirs.now() - before;
    assert.ok(passed > 0 && passed < 10_000 && (!isFake || Math.abs(passed - 50) < 1), `${passed} ms passed, not 50`);
  });
}
