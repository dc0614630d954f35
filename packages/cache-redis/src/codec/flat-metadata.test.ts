import { assertSame } from '@modular-agent/cache-conformance';
import type { JsonObject, JsonValue } from '@modular-agent/cache-contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBuffer } from '../wire/command-arguments.ts';
import { readMetadata, writeMetadata } from './entry-metadata.ts';
import { flatMark, readFlat } from './flat-metadata.ts';

const letter = fc.integer({ min: 97, max: 122 }).map((code) => String.fromCharCode(code));

const wellFormed = fc.string({ unit: 'binary', maxLength: 30 }).map((text) => text.toWellFormed());

const flatValue: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Object.is(number, -0)),
  fc.maxSafeNat(),
  wellFormed,
  fc.array(wellFormed, { maxLength: 5 }),
);

function stored(metadata: JsonObject): Buffer {
  return toBuffer(writeMetadata(metadata, {}));
}

describe('metadata with single letters for names', () => {
  it('is kept in the flat form, and comes out as it went in, frozen', () => {
    fc.assert(
      fc.property(fc.dictionary(letter, flatValue, { minKeys: 1, maxKeys: 8, noNullPrototype: true }), (metadata) => {
        const bytes = stored(metadata);
        expect(bytes[0]).toBe(flatMark);
        const content = writeMetadata(metadata, {});
        expect(content.countBytes()).toBe(bytes.length);
        expect(content.mostBytes).toBeGreaterThanOrEqual(bytes.length);
        const read = readMetadata(
          Buffer.concat([Buffer.from('before'), bytes, Buffer.from('behind')]),
          6,
          6 + bytes.length,
        );
        assertSame(read, metadata);
        for (const part of [read, ...Object.values(read)]) expect(Object.isFrozen(part)).toBe(true);
      }),
    );
  });

  it.each<readonly [string, JsonObject]>([
    ['a longer name', { ab: 1 }],
    ['another sign for a name', { A: 1 }],
    ['no field', {}],
    ['a nested object', { a: { b: 1 } }],
    ['true', { a: true }],
    ['null', { a: null }],
    ['a list of numbers', { a: [1] }],
    ['text that is not well-formed', { a: '\uD800' }],
    ['more text than is sure to fit as JSON', { a: 'x'.repeat(2_000) }],
  ])('is kept as JSON with %s', (_, metadata) => {
    const bytes = stored(metadata);
    expect(bytes[0]).not.toBe(flatMark);
    if (bytes.length > 0) assertSame(readMetadata(bytes, 0, bytes.length), metadata);
  });

  it('is refused where it is no JSON', () => {
    for (const value of [NaN, Infinity, -0, undefined, 1n, Symbol('s'), [undefined], () => 1]) {
      expect(() => writeMetadata({ a: value } as JsonObject, {})).toThrow('metadata');
    }
  });
});

describe('bytes that are no flat metadata', () => {
  it('are refused, or read as metadata that could have been written', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const entry = Buffer.from([flatMark, ...bytes]);
        let read: JsonObject;
        try {
          read = readFlat(entry, 0, entry.length);
        } catch {
          return;
        }
        for (const [name, value] of Object.entries(read)) {
          expect(name).toMatch(/^[a-z]$/);
          expect(JSON.parse(JSON.stringify(value))).toEqual(value);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('are refused wherever they are cut within a field', () => {
    const bytes = stored({ a: 1, b: 'text', k: ['one', 'two'] });
    const isRead = (end: number): boolean => {
      try {
        readFlat(bytes, 0, end);
        return true;
      } catch {
        return false;
      }
    };
    const ends = Array.from({ length: bytes.length }, (_, index) => index + 1);
    expect(ends.filter(isRead)).toEqual([1, 11, 19, bytes.length]);
  });
});
