import { assertSame } from '@modular-agent/cache-conformance';
import { CacheOptionError, type JsonObject } from '@modular-agent/cache-contract';
import { maxDepth, maxMetadataBytes } from '@modular-agent/cache-contract/provider';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBuffer } from '../wire/command-arguments.ts';
import { decodeEntry } from './decode-entry.ts';
import { encodeEntry } from './encode-entry.ts';
import { payloadFormat } from './payload-format.ts';
import { forge } from './test/forge-entry.ts';
import { usual } from '../test/entry-formats.ts';

function roundTrip(metadata: JsonObject): unknown {
  const entry = toBuffer(
    encodeEntry({ value: 1, metadata, stamp: undefined }, usual, { provider: 'redis', key: 'key' }),
  );
  return decodeEntry(entry, usual)?.metadata;
}

/** The metadata of an entry that says so. */
function read(text: string): unknown {
  return decodeEntry(forge(payloadFormat.text, `${text}value`, Buffer.byteLength(text)), usual)?.metadata;
}

function rich(json: unknown, values: unknown): string {
  return JSON.stringify([{ json, meta: { values, v: 1 } }]);
}

/** An object with lists in each other, of so many levels in all. */
function nested(levels: number): string {
  return `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
}

/** Metadata of so many bytes of JSON. */
function long(bytes: number): JsonObject {
  return { a: 'x'.repeat(bytes - '{"a":""}'.length) };
}

describe('metadata', () => {
  it('is read as it was written, with names of any kind', () => {
    const name = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'a.b', '\n', '\\', '"', '\ud800'));
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.string(),
        fc.integer(),
        fc.constant(null),
        fc.array(tie('value'), { maxLength: 5 }),
        fc.dictionary(name, tie('value'), { maxKeys: 5 }),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(name, value, { maxKeys: 5 }), (metadata) => {
        assertSame(roundTrip(metadata as JsonObject), metadata);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is read up to the length and the depth that are taken, and no further', () => {
    for (const odd of [{}, { '\n': 1 }]) {
      const most = { ...long(maxMetadataBytes - (JSON.stringify(odd).length - 1)), ...odd } as JsonObject;
      assertSame(roundTrip(most), most);
    }
    assertSame(read(nested(maxDepth)), JSON.parse(nested(maxDepth)));
    expect(read(nested(maxDepth + 1))).toBeUndefined();
    expect(read(JSON.stringify(long(maxMetadataBytes + 1)))).toBeUndefined();
    expect(read(rich(long(maxMetadataBytes + 1), {}))).toBeUndefined();
  });

  it.each([
    ['an item far beyond a list', rich({ tags: [] }, { 'tags.4294967294': ['undefined'] })],
    ['a Map', rich([['a', 1]], ['map'])],
    ['a Map in it', rich({ a: [['a', 1]] }, { a: ['map'] })],
    ['a date', rich({ a: '1970-01-01T00:00:00.000Z' }, { a: ['Date'] })],
    ['undefined', rich({ a: null }, { a: ['undefined'] })],
    ['NaN', rich({ a: 'NaN' }, { a: ['number'] })],
    ['a BigInt', rich({ a: '1' }, { a: [['custom', 'bigint']] })],
    ['a list', rich([1], {})],
    ['3,000 levels', `[{"json":${nested(3_000)}}]`],
    ['a number beyond all', '{"a":[1e999]}'],
    ['a number that would be written otherwise', '{"a":-0}'],
  ])('is no metadata if it is or holds %s: the entry is unreadable', (_, text) => {
    expect(read('{"a":1}')).toEqual({ a: 1 });
    expect(read(text)).toBeUndefined();
  });

  it('is refused when its names take more room than an entry has for them', () => {
    const metadata = { ['x'.repeat(2_000)]: Array.from({ length: 200 }, () => ({ '\n': 1 })) };
    expect(() => roundTrip(metadata)).toThrow(CacheOptionError);
    expect(() => roundTrip(metadata)).toThrow('names');
  });
});
