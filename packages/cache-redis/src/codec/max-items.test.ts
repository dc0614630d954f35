import { assertSame } from '@modular-agent/cache-conformance';
import { CacheEntryTooLargeError } from '@modular-agent/cache-contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBuffer } from '../wire/command-arguments.ts';
import { countMarks } from './count-marks.ts';
import { decodeEntry } from './decode-entry.ts';
import { encodeEntry } from './encode-entry.ts';
import { maxEntryBytes } from './max-entry-bytes.ts';
import { countItems, maxItems } from './max-items.ts';
import { payloadFormat } from './payload-format.ts';
import { forge } from './test/forge-entry.ts';
import { usual } from '../test/entry-formats.ts';

function encode(value: unknown): Buffer {
  const entry = { value, metadata: undefined, stamp: undefined };
  return toBuffer(encodeEntry(entry, usual, { provider: 'redis', key: 'key' }));
}

function decode(entry: Buffer): unknown {
  return decodeEntry(entry, usual)?.value;
}

/** JSON of a list of so many of these. */
function listOf(item: string, length: number): string {
  return `[${`${item},`.repeat(length - 1)}${item}]`;
}

/** A payload of this JSON and no texts beside it. */
function besideNothing(text: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  return Buffer.concat([Buffer.from(text), length]);
}

function itemsOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>((items, item) => items + 1 + itemsOf(item), 0);
}

const text = fc.string({ unit: fc.constantFrom('"', '\\', ',', '{', '}', '[', ']', ' ', 'a', 'Ĭ', '漢') });
const { value: json } = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 5 }, text, fc.integer(), fc.array(tie('value')), fc.dictionary(text, tie('value'))),
}));

describe('the items of JSON', () => {
  it('are counted as a value has them, whatever its texts hold', () => {
    fc.assert(
      fc.property(json, fc.nat(8), (value, limit) => {
        const bytes = Buffer.from(JSON.stringify(value));
        expect(countItems(bytes, Infinity)).toBe(itemsOf(value));
        expect(countItems(bytes, limit) > limit).toBe(itemsOf(value) > limit);
      }),
      { numRuns: 2_000 },
    );
  });

  it('are never more than the marks in it, wherever it stands in memory', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          json.map((value) => JSON.stringify(value)),
          text,
        ),
        fc.nat(7),
        (value, before) => {
          const bytes = Buffer.from('{'.repeat(before) + value).subarray(before);
          expect(countMarks(bytes)).toBe(
            [...bytes].filter((byte) => ',[{'.includes(String.fromCodePoint(byte))).length,
          );
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe('an entry of many items', () => {
  it('is stored and read with a list of a million numbers', () => {
    const numbers = Array.from({ length: 1_000_000 }, (_, index) => index / 7);
    expect(decode(encode(numbers))).toEqual(numbers);
  });

  it('is stored and read up to two million, and refused beyond', () => {
    const most = Array<string>(maxItems).fill('a');
    expect((decode(encode(most)) as string[]).length).toBe(maxItems);
    expect(() => encode([...most, 'a'])).toThrow(CacheEntryTooLargeError);
    expect(() => encode([...most, 'a'])).toThrow('items');
    expect(decode(forge(payloadFormat.json, listOf('"a"', maxItems)))).toBeDefined();
    expect(decode(forge(payloadFormat.json, listOf('"a"', maxItems + 1)))).toBeUndefined();
  });

  it('is stored and read with any number of marks in its texts', () => {
    const value = { a: ',[{"'.repeat(50), many: Array<string>(100_000).fill(','.repeat(50)) };
    assertSame(decode(encode(value)), value);
  });

  it('is refused when what notes its types makes too many of them', () => {
    const numbers = Array<bigint>(maxItems / 4).fill(5n);
    expect(() => encode(numbers)).toThrow(CacheEntryTooLargeError);
    expect(() => encode(numbers)).toThrow('items');
  });

  it('is stored and read where only the paths to its texts make too many of them', () => {
    let value: unknown = { texts: Array.from({ length: 3_000 }, () => 'x'.repeat(8_000)) };
    for (let level = 0; level < 480; level++) value = [value];
    const filled = { value, many: Array<string>(1_000_000).fill('a') };
    expect(JSON.stringify(decode(encode(filled)))).toBe(JSON.stringify(filled));
  });

  it.each([
    ['JSON', payloadFormat.json, listOf('{}', 22_000_000)],
    ['JSON of lists', payloadFormat.json, listOf('[]', 3_000_000)],
    ['JSON of properties', payloadFormat.json, listOf('{"a":1}', 2_000_000)],
    ['superjson', payloadFormat.superjson, `{"json":${listOf('{}', 3_000_000)}}`],
    ['types', payloadFormat.superjson, `{"json":1,"meta":{"values":${listOf('[]', 3_000_000)}}}`],
    ['texts beside JSON', payloadFormat.textsBesideJson, besideNothing(listOf('{}', 3_000_000))],
  ])('is unreadable as %s, before it takes memory', (_, format, payload) => {
    const entry = forge(format, payload);
    expect(entry.length).toBeLessThan(maxEntryBytes);
    const before = process.memoryUsage().heapUsed;
    expect(decode(entry)).toBeUndefined();
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(8 * 1_024 * 1_024);
  });

  it('is refused after no more steps than that, when a few objects make any number of places', () => {
    let reads = 0;
    let value: unknown = Object.defineProperty({}, 'a', { enumerable: true, get: () => reads++ });
    for (let level = 0; level < 100; level++) value = { left: value, right: value };
    expect(() => encode(value)).toThrow(CacheEntryTooLargeError);
    expect(reads).toBeLessThanOrEqual(maxItems);
  });

  it('is refused before its texts are looked at, when one stands in any number of places', () => {
    const unpaired = `${'漢'.repeat(1_000_000)}\ud800`;
    for (const long of ['x'.repeat(1_000_000), unpaired]) {
      expect(() => encode(Array<string>(maxItems).fill(long))).toThrow(CacheEntryTooLargeError);
    }
  });
});
