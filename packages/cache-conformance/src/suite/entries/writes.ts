import assert from 'node:assert/strict';
import { CacheSerializationError } from '@modular-agent/cache-contract';
import { assertRejects } from '../../assert/assert-rejects.ts';
import { confusableKeys } from '../../confusable-keys.ts';
import { acquireEntry, assertValue, kept, type EntrySuite } from './entry-suite.ts';

/** The last write wins, but for a loaded value whose lease is lost. */
export function entryWritePromises(suite: EntrySuite): void {
  suite.promise('a loaded value is stored while the lease is held, with its metadata', async ({ ours, theirs }) => {
    await theirs.set('a', 'old', kept);
    const lease = await acquireEntry(ours, 'a');
    assert.equal(await ours.store(lease, { loaded: true }, { ttl: '1h', metadata: { note: 'kept' } }), true);
    const entry = await theirs.get('a');
    assert.deepEqual({ ...(entry?.value as object) }, { loaded: true });
    assert.deepEqual(entry?.metadata, { note: 'kept' });
    assert.equal(await theirs.release(await acquireEntry(theirs, 'a')), true);
  });

  suite.promise('a loaded value never replaces what was set or deleted while it was loaded', async (subject) => {
    const { ours, theirs } = subject;
    const lease = await acquireEntry(ours, 'set');
    await theirs.set('set', 'new', kept);
    const next = await acquireEntry(theirs, 'set');
    assert.equal(await ours.store(lease, 'old', kept), false);
    await assertValue(theirs, 'set', 'new');
    assert.equal(await theirs.store(next, 'newer', kept), true);

    const late = await acquireEntry(ours, 'deleted');
    await theirs.delete(['deleted']);
    assert.equal(await ours.store(late, 'old', kept), false);
    await assertValue(theirs, 'deleted', undefined);
  });

  suite.promise('the last of several writes wins, and concurrent ones end as one of them', async (subject) => {
    const { ours, theirs } = subject;
    for (let round = 0; round < 20; round++) await (round % 2 === 0 ? ours : theirs).set('a', round, kept);
    await assertValue(ours, 'a', 19);
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? ours : theirs).set('b', index, kept)),
    );
    const [one, other] = await Promise.all([ours.get('b'), theirs.get('b')]);
    assert.ok(Number.isInteger(one?.value), 'none of them was stored');
    assert.equal(one?.value, other?.value);
  });

  suite.promise('several entries are deleted at once, and no others', async ({ ours, theirs }) => {
    const keys = Array.from({ length: 200 }, (_, index) => `key ${index}`);
    await Promise.all(keys.map((key) => ours.set(key, key, kept)));
    await ours.set('other', 1, kept);
    await theirs.delete([...keys, 'absent', 'key 0']);
    assert.deepEqual([...(await ours.getMany([...keys, 'absent', 'other'])).keys()], ['other']);
  });

  suite.promise('what was deleted can be set and loaded again', async ({ ours, theirs }) => {
    for (const key of ['set', 'loaded']) {
      await ours.set(key, 'old', kept);
      await theirs.delete([key]);
      await theirs.delete([key]);
    }
    await ours.set('set', 'new', kept);
    const { lease, entry } = await ours.acquire('loaded', '1h');
    assert.ok(lease !== undefined, 'a deletion left a lease');
    assert.equal(entry, undefined);
    assert.equal(await ours.store(lease, 'new', kept), true);
    await assertValue(theirs, 'set', 'new');
    await assertValue(theirs, 'loaded', 'new');
  });

  suite.promise('a value that can not be kept is refused, and the older entry stays', async (subject) => {
    const { provider, ours } = subject;
    await ours.set('a', 'old', kept);
    const lease = await acquireEntry(ours, 'a');
    const place = { provider: provider.name, key: 'a' };
    for (const value of [() => 1, undefined, Symbol('s')]) {
      await assertRejects(CacheSerializationError, place, () => ours.set('a', value, kept));
    }
    const again = await ours.acquire('a', '1h', { take: true });
    const storing = again.lease ?? lease;
    await assertRejects(CacheSerializationError, place, () => ours.store(storing, () => 1, kept));
    await assertValue(ours, 'a', 'old');
  });

  suite.promise('keys that could be taken for another are told apart', async ({ ours, theirs }) => {
    const leases = await Promise.all(confusableKeys.map((key) => acquireEntry(ours, key)));
    const stored = await Promise.all(leases.map((lease) => ours.store(lease, lease.key, kept)));
    assert.ok(stored.every(Boolean), 'some were not stored');
    const found = await theirs.getMany(confusableKeys);
    for (const key of confusableKeys) assert.equal(found.get(key)?.value, key);
    await theirs.delete(confusableKeys);
    assert.equal((await ours.getMany(confusableKeys)).size, 0);
  });
}
