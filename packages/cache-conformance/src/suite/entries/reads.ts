import assert from 'node:assert/strict';
import { CacheSerializationError } from '@modular-agent/cache-contract';
import { assertSame } from '../../assert/assert-same.ts';
import { acquireEntry, assertValue, kept, type EntrySuite } from './entry-suite.ts';

const values: readonly unknown[] = [
  null,
  0,
  -0,
  '',
  false,
  { at: new Date(5), tags: new Set(['a']), none: undefined },
  Buffer.from('bytes'),
  'x'.repeat(100_000),
];

/** Entries come out as they went in, and are those of the provider. */
export function entryReadPromises(suite: EntrySuite): void {
  suite.promise('an entry that is not there is undefined, and absent among many', async ({ ours, theirs }) => {
    assert.equal(await ours.get('a'), undefined);
    await theirs.set('b', 1, kept);
    const found = await ours.getMany(['a', 'b', 'c']);
    assert.deepEqual([...found.keys()], ['b']);
    assert.equal(found.get('b')?.value, 1);
  });

  suite.promise('a value and its metadata come out as they went in, in every process', async ({ ours, theirs }) => {
    const metadata = { text: 'ä', number: 0.5, list: ['a', null, true], inner: { none: null } };
    for (const [index, value] of values.entries()) {
      await ours.set(`key ${index}`, value, { ttl: '1h', metadata });
      const entry = await theirs.get(`key ${index}`);
      assert.ok(entry !== undefined, `the entry ${index} is not there`);
      assertSame(entry.value, value);
      assert.deepEqual(entry.metadata, metadata);
    }
    const found = await theirs.getMany(Array.from(values.keys(), (index) => `key ${index}`));
    for (const [index, value] of values.entries()) assertSame(found.get(`key ${index}`)?.value, value);
  });

  suite.promise('a read sees every write that was done before it began', async ({ ours, theirs }) => {
    for (let round = 0; round < 20; round++) {
      await theirs.set('a', round, kept);
      const [one, many] = await Promise.all([ours.get('a'), ours.getMany(['a'])]);
      assert.equal(one?.value, round);
      assert.equal(many.get('a')?.value, round);
      if (round % 3 > 0) continue;
      await theirs.delete(['a']);
      assert.equal(await ours.get('a'), undefined);
      assert.equal((await ours.getMany(['a'])).size, 0);
    }
  });

  suite.promise('1,000 entries are read in one call, from any iterable', async ({ ours, theirs }) => {
    const keys = Array.from({ length: 1_000 }, (_, index) => `key ${index}`);
    await Promise.all(keys.map((key) => ours.set(key, key, kept)));
    const found = await theirs.getMany(new Set([...keys, 'absent']));
    assert.deepEqual(new Map(Array.from(found, ([key, { value }]) => [key, value])), new Map(keys.map((key) => [key, key]))); // prettier-ignore
  });

  suite.promise('entries are those of the provider', async ({ provider, ours, theirs }) => {
    await ours.set('a', 1, { ttl: '1h', metadata: { note: 'kept' } });
    const entry = await provider.getEntry('a');
    assert.deepEqual([entry?.value, entry?.metadata], [1, { note: 'kept' }]);
    await provider.set('b', 2);
    assert.equal((await theirs.get('b'))?.value, 2);
    assert.equal((await theirs.acquire('b', '1h')).entry?.value, 2);
    await provider.delete('b');
    assert.equal(await theirs.get('b'), undefined);
    await provider.clear();
    assert.equal((await theirs.getMany(['a', 'b'])).size, 0);
  });

  suite.promise('a value that the store encoded is stored as it was then', async ({ ours }) => {
    if (ours.encode === undefined) return;
    const value = { at: new Date(1), bytes: new Uint8Array([1]), list: [1] };
    const expected = structuredClone(value);
    const encoded = ours.encode(value, {});
    value.list.push(2);
    value.bytes[0] = 2;
    value.at.setTime(2);
    await ours.set('a', encoded, kept);
    await assertValue(ours, 'a', expected);
    assert.equal(await ours.store(await acquireEntry(ours, 'b'), encoded, kept), true);
    await assertValue(ours, 'b', expected);
    assert.deepEqual([encoded.read(), encoded.read()], [expected, expected]);
    assert.ok(encoded.bytes > 0);
    assert.throws(() => ours.encode?.(() => 1, { key: 'a' }), CacheSerializationError);
  });

  suite.promise('no change to what was stored or got reaches anyone else', async ({ ours }) => {
    const value = { at: new Date(1), list: [1] };
    await ours.set('a', value, kept);
    value.list.push(2);
    value.at.setTime(2);
    const got = (await ours.get('a'))?.value as typeof value;
    assert.deepEqual({ ...got }, { at: new Date(1), list: [1] });
    got.at.setTime(3);
    assert.deepEqual((await ours.acquire('a', '1h')).entry?.value, { at: new Date(1), list: [1] });
  });
}
