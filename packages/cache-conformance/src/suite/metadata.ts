import assert from 'node:assert/strict';
import { CacheOptionError, type EntryOptions, type JsonObject, type JsonValue } from '@modular-agent/cache-contract';
import fc from 'fast-check';
import { assertRejects } from '../assert/assert-rejects.ts';
import { assertSame } from '../assert/assert-same.ts';
import type { Suite } from './suite.ts';

const refusedMetadata: readonly unknown[] = [
  'text',
  5,
  true,
  ['list'],
  new Date(0),
  new Map(),
  5n,
  { a: undefined },
  { a: NaN },
  { a: { b: new Date(0) } },
  { a: [1n] },
  { a: new Map() },
  { a: () => 1 },
  { a: Symbol('s') },
];

/** Beside a value a provider keeps metadata and a stamp, and looks into neither. */
export function metadataPromises(suite: Suite): void {
  suite.promise('an entry without metadata and stamp has them undefined', async ({ provider }) => {
    await provider.set('key', 1);
    const expected = { value: 1, metadata: undefined, stamp: undefined };
    assertSame(await provider.getEntry('key'), expected);
    assertSame(await provider.getEntries(['key']), new Map([['key', expected]]));
  });

  suite.promise('metadata and stamp come out as they went in', async ({ provider }) => {
    const options = fc.record({
      metadata: fc
        .dictionary(
          fc.string({ maxLength: 8 }),
          fc.jsonValue({ maxDepth: 2 }).map((value) => value as JsonValue),
          { maxKeys: 5 },
        )
        .filter(isPlainJson),
      stamp: fc.maxSafeNat(),
    });
    await suite.forAll(options, async ({ metadata, stamp }) => {
      await provider.set('key', 'value', { metadata, stamp });
      const expected = { value: 'value', metadata, stamp };
      assertSame(await provider.getEntry('key'), expected);
      assertSame(await provider.getEntries(['key']), new Map([['key', expected]]));
      assert.equal(await provider.get('key'), 'value');
    });
  });

  suite.promise('metadata of 4,096 bytes is kept, and no name in it is special', async ({ provider }) => {
    // The braces, names and quotes take the other 19 bytes.
    const metadata = { text: '漢'.repeat(1_359), ttl: 0 };
    const special = JSON.parse('{"__proto__": {"a": 1}, "value": 1, "stamp": 2, "": 3}') as JsonObject;
    assert.equal(Buffer.byteLength(JSON.stringify(metadata)), 4_096);
    await provider.set('a', 1, { metadata });
    await provider.set('b', 2, { metadata: special });
    assertSame((await provider.getEntry('a'))?.metadata, metadata);
    assertSame((await provider.getEntry('b'))?.metadata, special);
  });

  suite.promise('metadata of more than 4,096 bytes is refused, and nothing changes', async ({ provider }) => {
    await provider.set('key', 'older');
    const place = { provider: provider.name, key: 'key' };
    for (const text of ['x'.repeat(5_000), '漢'.repeat(1_363)]) {
      const call = (): Promise<void> => provider.set('key', 'new', { metadata: { text } });
      const error = await assertRejects(CacheOptionError, place, call);
      assert.equal(error.option, 'metadata');
    }
    assert.equal(await provider.get('key'), 'older');
  });

  suite.promise('metadata that is no JSON object is refused, and nothing changes', async ({ provider }) => {
    await provider.set('key', 'older');
    const place = { provider: provider.name, key: 'key' };
    for (const metadata of [...refusedMetadata, cycle()]) {
      const call = (): Promise<void> => provider.set('key', 'new', { metadata } as EntryOptions);
      const error = await assertRejects(CacheOptionError, place, call);
      assert.equal(error.option, 'metadata');
    }
    assert.equal(await provider.get('key'), 'older');
  });

  suite.promise(
    'a stamp that is no integer from 0 to 2^53 - 1 is refused, and nothing changes',
    async ({ provider }) => {
      await provider.set('key', 'older');
      const place = { provider: provider.name, key: 'key' };
      for (const stamp of [-1, 0.5, NaN, Infinity, 2 ** 53, '1'] as readonly number[]) {
        const error = await assertRejects(CacheOptionError, place, () => provider.set('key', 'new', { stamp }));
        assert.equal(error.option, 'stamp');
      }
      assert.equal(await provider.get('key'), 'older');
    },
  );

  suite.promise('storing without metadata and stamp leaves none of the older ones', async ({ provider }) => {
    await provider.set('key', 1, { metadata: { tags: ['old'] }, stamp: 5 });
    await provider.set('key', 2);
    assertSame(await provider.getEntry('key'), { value: 2, metadata: undefined, stamp: undefined });
  });

  suite.promise('a plain set takes no heed of stamps', async ({ provider }) => {
    await provider.set('key', 'newer', { stamp: 5 });
    await provider.set('key', 'older', { stamp: 4 });
    assertSame(await provider.getEntry('key'), { value: 'older', metadata: undefined, stamp: 4 });
  });
}

/** JSON knows no negative zero. */
function isPlainJson(metadata: object): metadata is JsonObject {
  return (
    JSON.stringify(metadata, (_, item: unknown) => (Object.is(item, -0) ? '-0' : item)) === JSON.stringify(metadata)
  );
}

function cycle(): unknown {
  const value: { self?: unknown } = {};
  value.self = value;
  return value;
}
