import assert from 'node:assert/strict';
import {
  CacheBatchError,
  CacheKeyError,
  CacheOptionError,
  CacheSerializationError,
  type BatchEntry,
} from '@modular-agent/cache-contract';
import { assertFailure, assertRejects } from '../assert/assert-rejects.ts';
import { assertSame } from '../assert/assert-same.ts';
import type { Suite } from './suite.ts';

const abc: readonly BatchEntry[] = [
  ['a', 1],
  ['b', 2],
  ['c', 3],
];

/** Several keys in one call. */
export function batchPromises(suite: Suite): void {
  suite.promise('getMany gives what is there, in the order of the keys', async ({ provider }) => {
    await provider.setMany(abc);
    assert.deepEqual(
      [...(await provider.getMany(['c', 'absent', 'a', 'b']))],
      [
        ['c', 3],
        ['a', 1],
        ['b', 2],
      ],
    );
    assert.deepEqual([...(await provider.getEntries(['c', 'absent', 'a', 'b'])).keys()], ['c', 'a', 'b']);
  });

  suite.promise('an empty batch does nothing', async ({ provider }) => {
    await provider.setMany([]);
    assertSame(await provider.getMany([]), new Map());
    assertSame(await provider.getEntries([]), new Map());
    assert.equal(await provider.deleteMany([]), 0);
    assert.equal(await provider.getSize(), 0);
  });

  suite.promise('a key that is read twice is there once', async ({ provider }) => {
    await provider.setMany(abc);
    assert.deepEqual(
      [...(await provider.getMany(['b', 'a', 'b']))],
      [
        ['b', 2],
        ['a', 1],
      ],
    );
    assert.deepEqual([...(await provider.getEntries(['b', 'a', 'b'])).keys()], ['b', 'a']);
  });

  suite.promise('of two entries with one key the later wins', async ({ provider }) => {
    await provider.setMany([
      ['a', 'first', { stamp: 2, metadata: { n: 1 } }],
      ['b', 1],
      ['a', 'second'],
    ]);
    assertSame(await provider.getEntry('a'), { value: 'second', metadata: undefined, stamp: undefined });
  });

  suite.promise('a key that is deleted twice counts once, an absent one not at all', async ({ provider }) => {
    await provider.setMany(abc);
    assert.equal(await provider.deleteMany(['a', 'absent', 'a', 'b']), 2);
    assert.equal(await provider.getSize(), 1);
    assert.equal(await provider.get('c'), 3);
  });

  suite.promise('keys and entries may come from anything that can be iterated', async ({ provider }) => {
    await provider.setMany(new Map([['a', 1]]));
    await provider.setMany(
      each([
        ['b', 2],
        ['c', 3],
      ] as const),
    );
    assertSame(
      await provider.getMany(each(['a', 'b', 'c'])),
      new Map([
        ['a', 1],
        ['b', 2],
        ['c', 3],
      ]),
    );
    assert.equal((await provider.getEntries(new Set(['a', 'c']))).size, 2);
    assert.equal(await provider.deleteMany(each(['a', 'b'])), 2);
  });

  suite.promise("an entry's options go before those of the whole call", async ({ provider }) => {
    const entries: readonly BatchEntry[] = [
      ['plain', 1],
      ['stamped', 2, { stamp: 9 }],
      ['noted', 3, { metadata: { by: 'entry' }, stamp: undefined }],
    ];
    await provider.setMany(entries, { metadata: { by: 'call' }, stamp: 4 });
    const found = await provider.getEntries(['plain', 'stamped', 'noted']);
    assertSame(found.get('plain'), { value: 1, metadata: { by: 'call' }, stamp: 4 });
    assertSame(found.get('stamped'), { value: 2, metadata: { by: 'call' }, stamp: 9 });
    assertSame(found.get('noted'), { value: 3, metadata: { by: 'entry' }, stamp: 4 });
  });

  suite.promise('setMany finishes every part, then tells which failed and why', async ({ provider }) => {
    await provider.setMany([
      ['text', 'older'],
      ['stamp', 'older'],
    ]);
    const entries: readonly BatchEntry[] = [
      ['a', 1],
      ['text', { f: () => 1 }],
      ['b', 2],
      ['', 'no key'],
      ['stamp', 'new', { stamp: -1 }],
      ['ttl', 'new', { ttl: 0 }],
      ['c', 3],
    ];
    const { name } = provider;
    const error = await assertRejects(CacheBatchError, { provider: name }, () => provider.setMany(entries));
    assert.deepEqual([...error.failed.keys()].toSorted(), ['', 'stamp', 'text', 'ttl']);
    assertFailure(error.failed.get('text'), CacheSerializationError, { provider: name, key: 'text' });
    assertFailure(error.failed.get(''), CacheKeyError, { provider: name, key: '' });
    assertFailure(error.failed.get('stamp'), CacheOptionError, { provider: name, key: 'stamp' });
    assertFailure(error.failed.get('ttl'), CacheOptionError, { provider: name, key: 'ttl' });
    const stored = new Map<string, unknown>([
      ['a', 1],
      ['b', 2],
      ['c', 3],
      ['text', 'older'],
      ['stamp', 'older'],
    ]);
    assertSame(await provider.getMany(['a', 'b', 'c', 'text', 'stamp', 'ttl']), stored);
  });

  suite.promise('deleteMany finishes every part, then tells which failed and why', async ({ provider }) => {
    await provider.setMany(abc);
    const { name } = provider;
    const keys = ['a', '', 'b', 'a\ud800'];
    const error = await assertRejects(CacheBatchError, { provider: name }, () => provider.deleteMany(keys));
    assert.deepEqual([...error.failed.keys()], ['', 'a\ud800']);
    assertFailure(error.failed.get(''), CacheKeyError, { provider: name, key: '' });
    assertSame(await provider.getMany(['a', 'b', 'c']), new Map([['c', 3]]));
  });

  suite.promise('1,000 keys go in one call', async ({ provider }) => {
    const stored = new Map(Array.from({ length: 1_000 }, (_, index) => [`key ${index}`, { index }]));
    await provider.setMany(stored);
    assert.equal(await provider.getSize(), 1_000);
    assertSame(await provider.getMany(stored.keys()), stored);
    assert.equal((await provider.getEntries(stored.keys())).size, 1_000);
    assert.equal(await provider.deleteMany(stored.keys()), 1_000);
    assert.equal(await provider.getSize(), 0);
  });
}

function* each<T>(items: readonly T[]): Generator<T> {
  yield* items;
}
