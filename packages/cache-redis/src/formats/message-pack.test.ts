import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { messagePack } from './message-pack.ts';

const format = messagePack();
// JSON has no -0, and a value with a property of this name is never given to it as it is.
const jsonData = fc
  .json({ maxDepth: 5 })
  .filter((text) => !text.includes('__proto__'))
  .map((text) => JSON.parse(text.replaceAll('-0', '0')) as unknown);

/** Is it what JSON can say? */
function isJsonData(value: unknown): boolean {
  if (value === null || typeof value !== 'object')
    return ['boolean', 'number', 'string', 'object'].includes(typeof value);
  if (Array.isArray(value)) return value.every(isJsonData);
  return Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every(isJsonData);
}

describe('MessagePack', () => {
  it('gives any JSON data back as it was', () => {
    fc.assert(
      fc.property(jsonData, (data) => {
        expect(format.deserialize(format.serialize(data))).toEqual(data);
      }),
      { numRuns: 1_000 },
    );
  });

  it('gives numbers of any size back exactly', () => {
    const number = fc
      .oneof(fc.maxSafeInteger(), fc.double({ noNaN: true }), fc.integer())
      .map((value) => (value === 0 ? 0 : value));
    fc.assert(
      fc.property(number, (value) => {
        expect(format.deserialize(format.serialize(value))).toBe(value);
      }),
      { numRuns: 2_000 },
    );
  });

  it('makes JSON data or an error of whatever bytes it is given', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      // Entries of its own, with some bytes changed.
      fc.tuple(jsonData, fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 3 })).map(([data, changes]) => {
        const entry = Uint8Array.from(format.serialize(data));
        for (const [at, byte] of changes) entry[at % entry.length] = byte;
        return entry;
      }),
    );
    fc.assert(
      fc.property(bytes, (entry) => {
        let data: unknown = null;
        try {
          data = format.deserialize(entry);
        } catch {
          // Refused.
        }
        expect(isJsonData(data)).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([
    ['a list that says it is longer than the memory', [0xdd, 0xff, 0xff, 0xff, 0xff]],
    ['lists in lists that each say so', [0xdd, 0, 0xff, 0xff, 0xff, 0xdd, 0, 0xff, 0xff, 0xff]],
    ['a map that says so', [0xdf, 0xff, 0xff, 0xff, 0xff]],
    ['a text that says so', [0xdb, 0xff, 0xff, 0xff, 0xff, 0x61]],
    ['an extension', [0xd4, 0x72, 0x40]],
    ['binary', [0xc4, 1, 0]],
    ['a key that is no text', [0x81, 1, 1]],
    ['more than one value', [1, 1]],
    ['lists nested without end', Array.from({ length: 100_000 }, () => 0x91)],
    ['nothing', []],
  ])('refuses %s', (_, bytes) => {
    expect(() => format.deserialize(Uint8Array.from(bytes))).toThrow(RangeError);
  });
});
