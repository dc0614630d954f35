import { assertSame, cacheableValue } from '@modular-agent/cache-conformance';
import { CacheEntryTooLargeError, CacheSerializationError, type JsonObject } from '@modular-agent/cache-contract';
import fc from 'fast-check';
import { runInNewContext } from 'node:vm';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeEntry } from './decode-entry.ts';
import { encodeEntry, maxEntryBytes } from './encode-entry.ts';
import { headerBytes } from './header.ts';
import { payloadFormat } from './payload-format.ts';

const place = { provider: 'redis', key: 'key' };

function encode(value: unknown, metadata?: JsonObject, stamp?: number): Buffer {
  return encodeEntry({ value, metadata, stamp }, true, place);
}

function roundTrip(value: unknown): unknown {
  return decodeEntry(encode(value), true)?.value;
}

const pristine = Reflect.ownKeys(Object.prototype);

/** What is stored of a value behind the header. */
function payload(value: unknown): string {
  return encode(value).subarray(headerBytes).toString();
}

/** Makes the checksum right again. */
function seal(entry: Buffer): Buffer {
  entry.writeUInt32BE(crc32(entry.subarray(8)), 4);
  return entry;
}

/** A well-formed entry with this payload. */
function forge(format: number, content: string, metadataLength = 0): Buffer {
  const entry = Buffer.concat([encode('').subarray(0, headerBytes), Buffer.from(content)]);
  entry.writeUInt8(format, 8);
  entry.writeUInt16BE(metadataLength, 10);
  return seal(entry);
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
      assertSame(decodeEntry(encode(1, metadata), true)?.metadata, metadata);
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

  it('gives back metadata and stamp', () => {
    fc.assert(
      fc.property(
        fc.option(fc.maxSafeNat(), { nil: undefined }),
        oddName,
        fc.string({ maxLength: 1_000 }),
        (stamp, name, text) => {
          const metadata = { text, nested: [{ [name]: text }] };
          const entry = decodeEntry(encode(1, metadata, stamp), true);
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

  it('does not change when the value is changed afterwards', () => {
    const bytes = Buffer.from('before');
    const entry = encode(bytes);
    bytes.fill(0);
    assertSame(decodeEntry(entry, true)?.value, Buffer.from('before'));
  });

  it('hands out bytes of its own each time', () => {
    const entry = encode(new Uint8Array([1, 2, 3]));
    const first = decodeEntry(entry, true)?.value as Uint8Array;
    first.fill(9);
    assertSame(decodeEntry(entry, true)?.value, new Uint8Array([1, 2, 3]));
    expect(first.buffer.byteLength).toBe(3);
  });

  it('is refused when it is larger than 64 MiB', () => {
    expect(() => encode(Buffer.alloc(maxEntryBytes - headerBytes))).not.toThrow();
    expect(() => encode(Buffer.alloc(maxEntryBytes - headerBytes + 1))).toThrow(CacheEntryTooLargeError);
    expect(() => encode('ü'.repeat(maxEntryBytes / 2))).toThrow(CacheEntryTooLargeError);
  });
});

describe('an entry of bytes alone', () => {
  it('takes and gives bytes, and nothing else', () => {
    for (const value of [new Uint8Array([0, 255]), Buffer.from('x'), new Uint8Array()]) {
      assertSame(decodeEntry(encodeEntry({ value, metadata: undefined, stamp: 1 }, false, place), false)?.value, value);
    }
    for (const value of ['text', 1, null, [new Uint8Array(1)], undefined]) {
      const store = (): Buffer => encodeEntry({ value, metadata: undefined, stamp: undefined }, false, place);
      expect(store).toThrow(CacheSerializationError);
    }
    expect(decodeEntry(encode('text'), false)).toBeUndefined();
  });
});

describe('bytes that this package did not write', () => {
  it('are no entry, whatever they are', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }),
          fc.json().map((text) => Buffer.from(text)),
        ),
        (bytes) => {
          expect(decodeEntry(Buffer.from(bytes), true)).toBeUndefined();
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('are no entry, however an entry was cut or changed', () => {
    const change = fc.tuple(cacheableValue({ maxDepth: 2 }), fc.nat(), fc.integer({ min: 1, max: 255 }));
    fc.assert(
      fc.property(change, ([value, at, difference]) => {
        const entry = encode(value, { a: 1 }, 7);
        const position = at % entry.length;
        expect(decodeEntry(entry.subarray(0, position), true)).toBeUndefined();
        entry.writeUInt8(entry.readUInt8(position) ^ difference, position);
        expect(decodeEntry(entry, true)).toBeUndefined();
      }),
      { numRuns: 1_000 },
    );
  });

  it('are no entry when they come from a later release', () => {
    const entry = encode('text');
    for (const [offset, value] of [
      [2, 2],
      [3, 1],
      [8, 99],
      [9, 2],
    ] as const) {
      // prettier-ignore
      const later = Buffer.from(entry);
      later.writeUInt8(value, offset);
      expect(decodeEntry(seal(later), true)).toBeUndefined();
    }
  });

  const hostile: readonly string[] = [
    '{"json":{},"meta":{"values":{"__proto__.polluted":["Date"]}}}',
    '{"json":{"a":1},"meta":{"values":{"constructor.prototype.polluted":["undefined"]}}}',
    '{"json":{"a":{"b":1}},"meta":{"referentialEqualities":{"a":["__proto__.polluted","constructor.prototype.polluted"]}}}',
    '{"json":{"__proto__":{"polluted":1}},"meta":{"values":{"__proto__":["map"]}}}',
    '{"json":4000000000,"meta":{"values":[["typed-array","Float64Array"]]}}',
    '{"json":{},"meta":{"values":[["class","Object"]]}}',
    '{"json":{},"meta":{"values":[["custom","constructor"]]}}',
    '{"json":{},"meta":{"values":[["custom",["bytes"]]]}}',
    '{"json":{},"meta":{"values":["constructor"]}}',
    '{"json":{"name":"x"},"meta":{"values":["Error"]}}',
    '{"json":"x","meta":{"values":["bigint"]}}',
    '{"json":"/(/","meta":{"values":["regexp"]}}',
    '{"json":5,"meta":{"values":["map"]}}',
    '{"json":[1],"meta":{"values":[["custom","error"]]}}',
    '{"json":[["a"]],"meta":{"values":["__proto__"]}}',
    '{"json":"nowhere","meta":{"values":["URL"]}}',
    '{"json":[],"meta":{"values":"map"}}',
    '{"json":{"json":{"json":1},"meta":{"values":["typed-array"]}},"meta":{"values":[["custom","foreign"]]}}',
    `{"json":1,"meta":{"values":${'{"a":'.repeat(100_000)}["Date"]${'}'.repeat(100_000)}}}`,
    '{"meta":{}}',
    '[]',
    'null',
    '{"json"',
  ];

  it.each(hostile.map((text) => [text.slice(0, 80), text]))('do no harm as superjson: %s', (_, text) => {
    const entry = forge(payloadFormat.superjson, text);
    expect(() => decodeEntry(entry, true)).not.toThrow();
    expect(Object.hasOwn(Object.prototype, 'polluted') || 'polluted' in {}).toBe(false);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it('can not put one part of a value in the place of another', () => {
    const text = '{"json":{"a":{"x":1},"b":2},"meta":{"values":{},"referentialEqualities":{"a":["b"]},"v":1}}';
    assertSame(decodeEntry(forge(payloadFormat.superjson, text), true)?.value, { a: { x: 1 }, b: 2 });
  });

  it.each([
    '{"json":[1],"meta":{"values":[["typed-array","Int8Array"]]}}',
    '{"json":{"name":"a","message":"b","stack":"c"},"meta":{"values":["Error"]}}',
    '{"json":[{"json":[1],"meta":{"values":[["typed-array","Int8Array"]]}}],"meta":{"values":{"0":[["custom","foreign"]]}}}',
    '{"json":[1],"meta":{"values":{"0":[["custom","unheard-of"]]}}}',
  ])('are no entry when they name a type that this package does not write: %s', (text) => {
    expect(decodeEntry(forge(payloadFormat.superjson, text), true)).toBeUndefined();
  });

  it('do no harm as superjson, whatever it notes', () => {
    const type = fc.oneof(
      fc.constantFrom<unknown>(
        'Date',
        'map',
        'set',
        'bigint',
        'number',
        'URL',
        'regexp',
        'undefined',
        'Error',
        '__proto__',
      ),
      fc.tuple(
        fc.constantFrom('custom', 'class', 'symbol', 'typed-array'),
        fc.constantFrom('bytes', 'error', 'object', 'foreign', 'date', 'Int8Array', '__proto__'),
      ),
    );
    const path = fc.array(
      fc.constantFrom('a', '0', '1', '__proto__', 'constructor', 'prototype', 'polluted', 'toString'),
      { minLength: 1, maxLength: 4 },
    );
    const notes = fc
      .array(fc.tuple(path, type), { maxLength: 4 })
      .map((all) => Object.fromEntries(all.map(([steps, each]) => [steps.join('.'), [each]])));
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.oneof(notes, fc.tuple(type, notes)), (json, values) => {
        const entry = forge(payloadFormat.superjson, JSON.stringify({ json, meta: { values, v: 1 } }));
        expect(() => decodeEntry(entry, true)).not.toThrow();
        expect(Reflect.ownKeys(Object.prototype)).toEqual(pristine);
      }),
      { numRuns: 2_000 },
    );
  });

  it('are no entry when the metadata is no JSON object', () => {
    for (const metadata of ['', '[]', '[{"json":1}]', '[[]', '"x"', '{"a"', 'null']) {
      const entry = forge(payloadFormat.text, `${metadata}payload`, metadata.length);
      expect(decodeEntry(entry, true)).toEqual(
        metadata === '' ? { value: 'payload', metadata: undefined, stamp: undefined } : undefined,
      );
    }
    expect(decodeEntry(forge(payloadFormat.text, 'short', 6), true)).toBeUndefined();
  });
});
