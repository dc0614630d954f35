import { assertSame, cacheableValue } from '@modular-agent/cache-conformance';
import { CacheSerializationError } from '@modular-agent/cache-contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBuffer } from '../wire/command-arguments.ts';
import { decodeEntry } from './decode-entry.ts';
import { encodeEntry } from './encode-entry.ts';
import { payloadFormat } from './payload-format.ts';
import { parseRich, stringifyRich } from './rich-values.ts';
import { forge } from './test/forge-entry.ts';
import { usual } from '../test/entry-formats.ts';

function encode(value: unknown): Buffer {
  const entry = { value, metadata: undefined, stamp: undefined };
  return toBuffer(encodeEntry(entry, usual, { provider: 'redis', key: 'key' }));
}

function decode(text: string): unknown {
  return decodeEntry(forge(payloadFormat.superjson, text), usual)?.value;
}

/** As superjson writes it: the value's JSON, and the types beside it. */
function noted(json: unknown, values: unknown): string {
  return JSON.stringify({ json, meta: { values, v: 1 } });
}

describe('types beside JSON', () => {
  it('are read back, whatever value was written', () => {
    fc.assert(
      fc.property(cacheableValue(), (value) => {
        assertSame(parseRich(stringifyRich(value)), value);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each<readonly [string, unknown]>([
    [
      '{"json":{"at":"1970-01-01T00:00:00.000Z","by":[[{"a":1},"AQ=="]],"s":[["5",null],"-0"]},"meta":{"values":{"at":["Date"],"by":["map",{"0.1":[["custom","bytes"]]}],"s.0":["set",{"0":[["custom","bigint"]],"1":["undefined"]}],"s.1":["number"]},"v":1}}',
      { at: new Date(0), by: new Map([[{ a: 1 }, new Uint8Array([1])]]), s: [new Set([5n, undefined]), -0] },
    ],
    [
      '{"json":["RangeError","r",[["a.b","/x\\\\/y/gi"],["c","https://a.example/"]]],"meta":{"values":[["custom","error"],{"2":[["custom","object"],{"0.1":["regexp"],"1.1":["URL"]}]}],"v":1}}',
      new RangeError('r', { cause: { 'a.b': /x\/y/gi, c: new URL('https://a.example/') } }),
    ],
    [
      '{"json":[{"json":[["k",{"json":"1970-01-01T00:00:00.005Z","meta":{"values":["Date"],"v":1}}]],"meta":{"values":["map",{"0.1":[["custom","foreign"]]}],"v":1}},null],"meta":{"values":{"0":[["custom","foreign"]],"1":[["custom","date"]]},"v":1}}',
      [new Map([['k', new Date(5)]]), new Date(NaN)],
    ],
    ['{"json":{"a":1},"meta":{"values":{}}}', { a: 1 }],
  ])('are read as the first release wrote them (%#)', (text, value) => {
    assertSame(decode(text), value);
  });

  it.each([
    ['what a Set holds beside the Set', noted({ s: ['1'] }, { s: ['set'], 's.0': ['number'] })],
    ['what a Set holds before the Set', noted({ s: ['-0'] }, { 's.0': ['number'], s: ['set'] })],
    [
      'what an object with odd names holds',
      noted({ o: [['b', 'NaN']] }, { o: [['custom', 'object']], 'o.b': ['number'] }),
    ],
    [
      'what a result of another realm holds',
      noted({ json: ['NaN'] }, [['custom', 'foreign'], { 'json.0': ['number'] }]),
    ],
    ['what a date holds', noted('1970-01-01T00:00:00.000Z', ['Date', {}])],
    ['an index with a zero before it', noted(['NaN', 'NaN'], { '01': ['number'] })],
    ['an index with a sign', noted(['NaN'], { '-0': ['number'] })],
    ['an index beyond the array', noted(['NaN'], { 1: ['number'] })],
    ['an index of no name', noted(['NaN'], { '': ['number'] })],
    ["an array's length", noted([null], { length: ['undefined'] })],
    ['a property that is not there', noted({ a: 1 }, { b: ['undefined'] })],
    ['a property that is inherited', noted({ a: 1 }, { toString: ['undefined'] })],
    ['a property of a text', noted({ a: 'x' }, { 'a.0': ['undefined'] })],
    ['a name that would be escaped', noted({ 'a\\': 'NaN' }, { 'a\\': ['number'] })],
    ['annotations where there must be a type', noted({ a: { b: 'NaN' } }, { a: { b: ['number'] } })],
    ['three things', noted(['NaN'], ['set', { 0: ['number'] }, 1])],
    ['more levels than a value has', noted([], JSON.parse(`${'["set",{"0":'.repeat(600)}["set"]${'}]'.repeat(600)}`))],
    ['a date that is a list', noted([['1970-01-01']], { 0: ['Date'] })],
    ['a date that is none', noted('x', ['Date'])],
    ['a number that JSON has', noted('5', ['number'])],
    ['something for undefined', noted([1], { 0: ['undefined'] })],
    ['a row of three', noted([['a', 1, 2]], ['map'])],
    ['a name that is a list', noted([[['a'], 1]], [['custom', 'object']])],
    ['a RegExp without an end', noted('x', ['regexp'])],
  ])('are no entry when they annotate %s, which nothing writes', (_, text) => {
    expect(decode(text)).toBeUndefined();
  });
});

describe('RegExps', () => {
  it('are kept up to 100,000 characters in all, and refused beyond', () => {
    const half = new RegExp('a'.repeat(49_000));
    assertSame(parseRich(stringifyRich([half, half])), [half, half]);
    for (const value of [
      [half, half, half],
      [/\p{L}/u, new RegExp(String.raw`[\p{L}]`.repeat(200), 'u')],
    ]) {
      expect(() => encode(value)).toThrow(CacheSerializationError);
      expect(() => encode(value)).toThrow('RegExps');
    }
    const texts = Array<string>(1_000).fill(String.raw`/\p{L}/u`);
    expect(decode(noted(texts, Object.fromEntries(texts.map((_, index) => [index, ['regexp']]))))).toBeUndefined();
  });
});
