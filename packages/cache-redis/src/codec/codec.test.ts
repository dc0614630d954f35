import { assertSame, cacheableValue } from '@modular-agent/cache-conformance';
import { CacheEntryTooLargeError, CacheSerializationError, type JsonObject } from '@modular-agent/cache-contract';
import fc from 'fast-check';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { toBuffer } from '../wire/command-arguments.ts';
import { decodeEntry } from './decode-entry.ts';
import { encodeEntry, maxEntryBytes } from './encode-entry.ts';
import { headerBytes } from './header.ts';
import { bytesAlone, usual } from '../test/entry-formats.ts';

const place = { provider: 'redis', key: 'key' };

function encode(value: unknown, metadata?: JsonObject, stamp?: number): Buffer {
  return toBuffer(encodeEntry({ value, metadata, stamp }, usual, place));
}

function roundTrip(value: unknown): unknown {
  return decodeEntry(encode(value), usual)?.value;
}

/** What is stored of a value behind the header. */
function payload(value: unknown): string {
  return encode(value).subarray(headerBytes).toString();
}

/** Names that mean something to superjson, to its paths, or to JavaScript. */
const oddName = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'prototype',
    'json',
    'meta',
    'values',
    'a.b',
    'a\\.b',
    '\\',
    '.',
    '',
    '0',
    '1',
    'toString',
    'length',
  ),
  fc.string({ unit: fc.constantFrom('.', '\\', 'a', '0'), maxLength: 4 }),
);

/** Values with such names, over everything that superjson has to note beside the JSON. */
const oddValue = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.constantFrom<unknown>(undefined, -0, NaN, -Infinity, 10n, null, 'x', new Date(0), new Date(NaN), /a\/\\b/giu),
    fc.uint8Array({ maxLength: 3 }),
    fc.uint8Array({ maxLength: 3 }).map((bytes) => Buffer.from(bytes)),
    fc.constantFrom(new URL('https://a.example/?b=c#d'), new RangeError('r'), new Error('', { cause: undefined })),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.array(tie('any'), { maxLength: 3 }).map((items) => new Set(items)),
    fc.array(fc.tuple(tie('any'), tie('any')), { maxLength: 3 }).map((entries) => new Map(entries)),
    fc.array(fc.tuple(oddName, tie('any')), { maxLength: 3 }).map((entries) => Object.fromEntries(entries)),
    fc.tuple(oddName, tie('any')).map(([name, cause]) => Object.assign(new Error(name, { cause }), {})),
    // The same object in two places, one of them as a key.
    tie('any').map((shared) => ({
      first: shared,
      second: new Map([[shared, [shared]]]),
      third: new Set([1, shared, 2]),
    })),
  ),
})).any;

describe('an entry', () => {
  it('gives back any value that the contract allows', () => {
    fc.assert(
      fc.property(cacheableValue(), (value) => {
        assertSame(roundTrip(value), value);
      }),
      { numRuns: 2_000 },
    );
  });

  it('gives back values whose names mean something to the encoder', () => {
    fc.assert(
      fc.property(oddValue, (value) => {
        fc.pre(value !== undefined);
        assertSame(roundTrip(value), value);
      }),
      { numRuns: 5_000 },
    );
  });

  it('gives back names that JSON escapes, though V8 takes one for another', () => {
    // Each of these makes JSON.parse give the name before for the one after it (nodejs/node#63785).
    const names = ['\\\\', '\\.', 'a\\n', 'a\n?', '\\', '"', '\n', '\ud800'];
    for (const name of [...names, ...names]) {
      for (const value of [
        { x: 0, [name]: 1 },
        { x: 0, [name]: new Date(0) },
        [{ x: [0], [name]: { [name]: null } }],
      ]) {
        assertSame(roundTrip(value), value);
      }
      const metadata = { x: 0, [name]: [{ [name]: 1 }] };
      assertSame(decodeEntry(encode(1, metadata), usual)?.metadata, metadata);
    }
  });

  it('gives back names with a dot, though V8 takes their path for another', () => {
    // Names that no other test has: what V8 expects depends on all that was parsed before.
    JSON.parse(JSON.stringify({ onlyHere: [''], 'a\\\\.': [''] }));
    const value = { onlyHere: 5n, 'a.b': new Date(0) };
    assertSame(roundTrip(value), value);
  });

  it('gives back a Map and a Set in their order, also with an object that is there twice', () => {
    const shared = { at: new Date(0) };
    const value = [shared, new Set([1, shared, 2]), new Map<unknown, unknown>([[shared, 1], [2, shared]])]; // prettier-ignore
    assertSame(roundTrip(value), value);
    expect(payload(value)).not.toContain('referential');
  });

  it('gives back long texts, wherever they stand and whatever they hold', () => {
    const unit = fc.constantFrom('a', 'ü', '漢', '😀', '"', '\n', '\0', '\ud800', '\udc00');
    const text = fc
      .tuple(unit, fc.constantFrom(1, 255, 256, 257, 20_000), unit)
      .map(([a, length, b]) => a + b.repeat(length));
    const holder = fc.letrec<{ any: unknown }>((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        text,
        fc.constantFrom<unknown>(1, null, '', [], {}),
        fc.array(tie('any'), { maxLength: 3 }),
        fc.array(fc.tuple(oddName, tie('any')), { maxLength: 3 }).map((entries) => Object.fromEntries(entries)),
      ),
    })).any;
    fc.assert(
      fc.property(holder, (value) => {
        const before = structuredClone(value);
        assertSame(roundTrip(value), value);
        assertSame(value, before);
      }),
      { numRuns: 2_000 },
    );
  });

  it('gives back metadata and stamp', () => {
    fc.assert(
      fc.property(
        fc.option(fc.maxSafeNat(), { nil: undefined }),
        oddName,
        fc.string({ maxLength: 1_000 }),
        (stamp, name, text) => {
          const metadata = { text, nested: [{ [name]: text }] };
          const entry = decodeEntry(encode(1, metadata, stamp), usual);
          assertSame(entry, { value: 1, metadata, stamp });
          expect(Object.isFrozen(entry?.metadata?.['nested'])).toBe(true);
        },
      ),
    );
  });

  it('gives back 500 levels of nesting, plain and rich', () => {
    let plain: unknown = 1;
    let rich: unknown = 5n;
    for (let level = 0; level < 500; level++) {
      plain = [plain];
      rich = level % 2 === 0 ? { a: rich } : new Map([['a', rich]]);
    }
    assertSame(roundTrip(plain), plain);
    assertSame(roundTrip(rich), rich);
  });

  it('gives back the built-ins of another realm as those of this one', () => {
    const value: unknown = runInNewContext(`({
      map: new Map([[new Date(5), { set: new Set([/x/g, undefined]) }]]),
      error: new TypeError('t', { cause: new Map([[1n, new Date(NaN)]]) }),
      ['__proto__']: { constructor: [-0] },
      bytes: new Uint8Array([1, 2]),
    })`);
    assertSame(roundTrip(value), value);
  });

  it('writes plain JSON, text and bytes as they are', () => {
    expect(payload({ a: ['x', 1] })).toBe('{"a":["x",1]}');
    expect(payload('"quoted"')).toBe('"quoted"');
    expect(payload(Buffer.from('raw'))).toBe('raw');
    expect(payload('lone \ud800')).toBe(String.raw`"lone \ud800"`);
  });

  it('writes long texts as they are, beside the JSON', () => {
    const text = `"\n${'a'.repeat(254)}`;
    const lengths = '\0\0\x01\0';
    const json = '[{"a":["",1]},["a",0]]';
    expect(payload({ a: [text, 1] })).toBe(`${text}${lengths}${json}\0\0\0${String.fromCharCode(json.length)}`);
  });

  it('does not change when the value is changed afterwards', () => {
    const bytes = Buffer.from('before');
    const entry = encode(bytes);
    bytes.fill(0);
    assertSame(decodeEntry(entry, usual)?.value, Buffer.from('before'));
  });

  it('does not change when other entries are written', () => {
    const text = fc.tuple(fc.constantFrom('a', 'ü', '漢', '😀', '\n'), fc.integer({ min: 0, max: 30_000 }));
    const written = fc.tuple(text, fc.option(fc.constant({ at: 1, name: 'ü' }), { nil: undefined }));
    fc.assert(
      fc.property(fc.array(written, { minLength: 2, maxLength: 8 }), (all) => {
        const values = all.map(([[unit, length]]) => unit.repeat(length));
        const entries = all.map(([, metadata], index) => encode(values[index], metadata, index));
        for (const [index, entry] of entries.entries()) {
          const [, metadata] = all[index] ?? [];
          assertSame(decodeEntry(entry, usual), { value: values[index], metadata, stamp: index });
        }
      }),
    );
  });

  it('hands out bytes of its own each time', () => {
    const entry = encode(new Uint8Array([1, 2, 3]));
    const first = decodeEntry(entry, usual)?.value as Uint8Array;
    first.fill(9);
    assertSame(decodeEntry(entry, usual)?.value, new Uint8Array([1, 2, 3]));
    expect(first.buffer.byteLength).toBe(3);
  });

  it('is refused when it is larger than 64 MiB', () => {
    expect(() => encode(Buffer.alloc(maxEntryBytes - headerBytes))).not.toThrow();
    expect(() => encode(Buffer.alloc(maxEntryBytes - headerBytes + 1))).toThrow(CacheEntryTooLargeError);
    expect(() => encode('ü'.repeat(maxEntryBytes / 2))).toThrow(CacheEntryTooLargeError);
  });

  it('is refused, before it takes memory, when a value is far larger for standing in many places', () => {
    const million = Array<number>(1_000_000).fill(1);
    const store = (): Buffer => encode(Array<unknown>(40).fill(million));
    expect(store).toThrow(CacheEntryTooLargeError);
    expect(store).toThrow('items');
  });

  it('keeps a BigInt of 10,000 digits and refuses a longer one', () => {
    const largest = 10n ** 10_000n - 1n;
    assertSame(roundTrip([largest, -largest]), [largest, -largest]);
    for (const value of [largest + 1n, { deep: [-largest - 1n] }]) {
      expect(() => encode(value)).toThrow(
        expect.objectContaining({
          code: 'CACHE_SERIALIZATION',
          key: 'key',
          message: expect.stringContaining('BigInt'),
        }),
      );
    }
  });
});

describe('an entry of bytes alone', () => {
  it('takes and gives bytes, and nothing else', () => {
    for (const value of [new Uint8Array([0, 255]), Buffer.from('x'), new Uint8Array()]) {
      const entry = toBuffer(encodeEntry({ value, metadata: undefined, stamp: 1 }, bytesAlone, place));
      assertSame(decodeEntry(entry, bytesAlone)?.value, value);
    }
    for (const value of ['text', 1, null, [new Uint8Array(1)], undefined]) {
      const store = (): unknown => encodeEntry({ value, metadata: undefined, stamp: undefined }, bytesAlone, place);
      expect(store).toThrow(CacheSerializationError);
    }
    expect(decodeEntry(encode('text'), bytesAlone)).toBeUndefined();
  });
});
