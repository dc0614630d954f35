import { assertSame } from '@modular-agent/cache-conformance';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBuffer } from '../wire/command-arguments.ts';
import { decodeEntry } from './decode-entry.ts';
import { encodeEntry } from './encode-entry.ts';
import { usual } from '../test/entry-formats.ts';

function encode(value: unknown): Buffer {
  return toBuffer(encodeEntry({ value, metadata: undefined, stamp: undefined }, usual, {}));
}

/** How many times as large as JSON an entry is. */
function growth(value: unknown): number {
  return encode(value).length / Buffer.byteLength(JSON.stringify(value));
}

/** Objects in each other around a value. */
function deep(levels: number, value: unknown): unknown {
  return levels === 0 ? value : { level: deep(levels - 1, value) };
}

function texts(count: number, length: number): string[] {
  return Array.from({ length: count }, () => 'x'.repeat(length));
}

describe('texts beside JSON', () => {
  it.each([
    ['1,000 texts under a name of 70,000 characters', { ['n'.repeat(70_000)]: texts(1_000, 256) }],
    ['3,000 texts at 400 levels', deep(400, texts(3_000, 260))],
    [
      '5,000 documents by their URLs',
      Object.fromEntries(
        texts(5_000, 300).map((text, index) => [`https://a.example/${index}/`.padEnd(200, 'p'), { text }]),
      ),
    ],
  ])('take no more room than JSON does: %s', (_, value) => {
    expect(growth(value)).toBeLessThan(1.25);
    assertSame(decodeEntry(encode(value), usual)?.value, value);
  });

  it('take at most a quarter more room than JSON does, whatever holds them', () => {
    const text = fc.nat(2_000).map((length) => 'x'.repeat(length));
    const name = fc.nat(400).map((length) => 'n'.repeat(length));
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof({ maxDepth: 5 }, text, fc.array(tie('value')), fc.dictionary(name, tie('value'))),
    }));
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), (list) => {
        const json = Buffer.byteLength(JSON.stringify(list));
        expect(encode(list).length).toBeLessThanOrEqual(json * 1.25 + 40);
        assertSame(decodeEntry(encode(list), usual)?.value, list);
      }),
      { numRuns: 500 },
    );
  });

  it('stand there when the way to them is short, also beside some to which it is long', () => {
    const text = '"quoted" '.repeat(200);
    const value = { near: text, [`far ${'n'.repeat(2_000)}`]: text };
    const stored = encode(value).toString();
    expect(stored).toContain(text);
    expect(stored).toContain(JSON.stringify(text));
    assertSame(decodeEntry(encode(value), usual)?.value, value);
  });
});
