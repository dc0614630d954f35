import assert from 'node:assert/strict';
import type { EntryLease, EntryStore } from '@modular-agent/cache-contract';
import { acquireEntry, assertLost, assertValue, kept, type EntrySuite } from './entry-suite.ts';

/** Whatever ends the lease of an entry. */
const enders: Readonly<Record<string, (store: EntryStore, held: EntryLease) => Promise<unknown>>> = {
  set: (store, { key }) => store.set(key, 'set', kept),
  delete: (store, { key }) => store.delete([key]),
  'deletion of several': (store, { key }) => store.delete(['absent', key, 'other']),
  'another store': (store, held) => store.store(held, 'stored', kept),
  release: (store, held) => store.release(held),
  'another holder': (store, { key }) => store.acquire(key, '1h', { take: true }),
};

/** One holder at a time, until the entry is written or deleted. */
export function entryLeasePromises(suite: EntrySuite): void {
  suite.promise('the lease of an entry is held by one at a time, for each key', async ({ ours, theirs }) => {
    const lease = await acquireEntry(ours, 'a');
    assert.equal(lease.key, 'a');
    assert.equal((await theirs.acquire('a', '1h')).lease, undefined);
    assert.equal((await ours.acquire('a', '1h')).lease, undefined);
    assert.equal((await acquireEntry(theirs, 'b')).key, 'b');
  });

  suite.promise('of many who ask at once one gets the lease of an entry', async ({ ours, theirs }) => {
    for (let round = 0; round < 10; round++) {
      const asked = Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? ours : theirs).acquire(`key ${round}`, '1h'),
      );
      const granted = (await Promise.all(asked)).filter(({ lease }) => lease !== undefined);
      assert.equal(granted.length, 1);
    }
  });

  suite.promise('whoever asks for a lease gets the entry too, granted or refused', async ({ ours, theirs }) => {
    await ours.set('a', 1, { ttl: '1h', metadata: { note: 'kept' } });
    const granted = await ours.acquire('a', '1h');
    const refused = await theirs.acquire('a', '1h');
    const taken = await theirs.acquire('a', '1h', { take: true });
    assert.deepEqual([granted, refused, taken].map(({ lease }) => lease !== undefined), [true, false, true]); // prettier-ignore
    for (const { entry } of [granted, refused, taken]) {
      assert.deepEqual([entry?.value, entry?.metadata], [1, { note: 'kept' }]);
    }
    assert.equal((await ours.acquire('b', '1h')).entry, undefined);
  });

  suite.promise('a new holder sees what was stored before the lease was granted', async ({ ours, theirs }) => {
    for (let round = 0; round < 30; round++) {
      const key = `key ${round}`;
      const lease = await acquireEntry(ours, key);
      const [isStored, next] = await Promise.all([ours.store(lease, round, kept), theirs.acquire(key, '1h')]);
      assert.equal(isStored, true);
      if (next.lease !== undefined) assert.equal(next.entry?.value, round);
    }
  });

  suite.promise('the token of a lease is a text that is never used twice', async ({ ours, theirs }) => {
    const tokens = new Set<string>();
    for (let round = 0; round < 20; round++) {
      const lease = await acquireEntry(round % 2 === 0 ? ours : theirs, 'a');
      assert.ok(typeof lease.token === 'string' && lease.token !== '', 'a token is a text');
      assert.ok(!tokens.has(lease.token), `${lease.token} was used before`);
      tokens.add(lease.token);
      await ours.release(lease);
    }
  });

  suite.promise('a lease is given back once, and can be had again at once', async ({ ours, theirs }) => {
    const lease = await acquireEntry(ours, 'a');
    assert.equal(await ours.release(lease), true);
    await assertLost(ours, lease);
    assert.equal(await theirs.release(await acquireEntry(theirs, 'a')), true);
  });

  suite.promise('an earlier, a forged or a foreign lease does nothing to the one that is held', async (subject) => {
    const { ours, theirs } = subject;
    const earlier = await acquireEntry(ours, 'a');
    await ours.release(earlier);
    const held = await acquireEntry(theirs, 'a');
    const other = await acquireEntry(ours, 'b');
    for (const lease of [earlier, { key: 'a', token: '1' }, { ...other, key: 'a' }]) await assertLost(ours, lease);
    assert.equal((await ours.acquire('a', '1h')).lease, undefined);
    assert.equal(await theirs.release(held), true);
    assert.equal(await ours.release(other), true);
  });

  suite.promise('the lease of an entry is plain data: whoever was given it is its holder', async (subject) => {
    const { ours, theirs } = subject;
    const given = JSON.parse(JSON.stringify(await acquireEntry(ours, 'a'))) as EntryLease;
    assert.equal((await theirs.renew([given], '1h')).size, 0);
    assert.equal(await theirs.store(given, 1, kept), true);
    await assertValue(ours, 'a', 1);
  });

  suite.promise('several leases are renewed at once, and the lost ones are told', async ({ ours, theirs }) => {
    const leases = [];
    for (const key of ['a', 'b', 'c', 'd']) leases.push(await acquireEntry(ours, key));
    await theirs.set('b', 1, kept);
    await theirs.delete(['d']);
    assert.deepEqual(await ours.renew(leases, '1h'), new Set(['b', 'd']));
    assert.deepEqual(await ours.renew([], '1h'), new Set());
    for (const key of ['a', 'c']) assert.equal((await theirs.acquire(key, '1h')).lease, undefined);
  });

  for (const [name, end] of Object.entries(enders)) {
    suite.promise(`${name} ends the lease of an entry`, async ({ ours, theirs }) => {
      const lease = await acquireEntry(ours, 'a');
      await end(theirs, lease);
      await assertLost(ours, lease);
      if (name !== 'another holder') await acquireEntry(ours, 'a');
    });
  }

  suite.promise('a lease that nobody holds can be taken too', async ({ ours, theirs }) => {
    const { lease } = await ours.acquire('a', '1h', { take: true });
    assert.ok(lease !== undefined, 'it was refused');
    assert.equal((await theirs.acquire('a', '1h')).lease, undefined);
    assert.equal(await ours.store(lease, 1, kept), true);
  });
}
