import { assertSame, cacheableValue } from '@modular-agent/cache-conformance';
import type { JsonObject } from '@modular-agent/cache-contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBuffer } from '../wire/command-arguments.ts';
import { decodeEntry } from './decode-entry.ts';
import { encodeEntry } from './encode-entry.ts';
import { payloadFormat } from './payload-format.ts';
import { forge, seal } from './test/forge-entry.ts';
import { usual } from '../test/entry-formats.ts';

function encode(value: unknown, metadata?: JsonObject, stamp?: number): Buffer {
  return toBuffer(encodeEntry({ value, metadata, stamp }, usual, { provider: 'redis', key: 'key' }));
}

const pristine = Reflect.ownKeys(Object.prototype);

const longBigInt = `{"json":"${'9'.repeat(10_000_000)}","meta":{"values":[["custom","bigint"]]}}`;

/** A payload of these texts beside this JSON. */
function beside(json: string, texts: readonly string[]): Buffer {
  const lengths = texts.map(({ length }) => uint32(length));
  return Buffer.concat([Buffer.from(texts.join('')), ...lengths, Buffer.from(json), uint32(json.length)]);
}

function uint32(number: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(number);
  return bytes;
}

describe('bytes that this package did not write', () => {
  it('are no entry, whatever they are', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }),
          fc.json().map((text) => Buffer.from(text)),
        ),
        (bytes) => {
          expect(decodeEntry(Buffer.from(bytes), usual)).toBeUndefined();
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
        expect(decodeEntry(entry.subarray(0, position), usual)).toBeUndefined();
        entry.writeUInt8(entry.readUInt8(position) ^ difference, position);
        expect(decodeEntry(entry, usual)).toBeUndefined();
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
      expect(decodeEntry(seal(later), usual)).toBeUndefined();
    }
  });

  it('are no entry in a format that this release does not know, whatever they hold', () => {
    expect(decodeEntry(forge(payloadFormat.superjson, '{"json":1}'), usual)?.value).toBe(1);
    expect(decodeEntry(forge(payloadFormat.textsBesideJson + 1, '{"json":1}'), usual)).toBeUndefined();
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
    expect(() => decodeEntry(entry, usual)).not.toThrow();
    expect(Object.hasOwn(Object.prototype, 'polluted') || 'polluted' in {}).toBe(false);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it('can not put one part of a value in the place of another', () => {
    const text = '{"json":{"a":{"x":1},"b":2},"meta":{"values":{},"referentialEqualities":{"a":["b"]},"v":1}}';
    assertSame(decodeEntry(forge(payloadFormat.superjson, text), usual)?.value, { a: { x: 1 }, b: 2 });
  });

  it.each([
    '{"json":"1","meta":{"values":["bigint"]}}',
    '{"json":[1],"meta":{"values":[["typed-array","Int8Array"]]}}',
    '{"json":{"name":"a","message":"b","stack":"c"},"meta":{"values":["Error"]}}',
    '{"json":[{"json":[1],"meta":{"values":[["typed-array","Int8Array"]]}}],"meta":{"values":{"0":[["custom","foreign"]]}}}',
    '{"json":[1],"meta":{"values":{"0":[["custom","unheard-of"]]}}}',
  ])('are no entry when they name a type that this package does not write: %s', (text) => {
    expect(decodeEntry(forge(payloadFormat.superjson, text), usual)).toBeUndefined();
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
        expect(() => decodeEntry(entry, usual)).not.toThrow();
        expect(Reflect.ownKeys(Object.prototype)).toEqual(pristine);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['a text for no place', payloadFormat.textsBesideJson, beside('[{"a":1},["a"]]', ['x'])],
    ['a text for a place that is none', payloadFormat.textsBesideJson, beside('[{"a":""},["b"]]', ['x'])],
    ['a text for the prototype', payloadFormat.textsBesideJson, beside('[{"a":""},["__proto__","a"]]', ['x'])],
    ['a text for a method', payloadFormat.textsBesideJson, beside('[[],["constructor","name"]]', ['x'])],
    ['a text for a place in an array by a name', payloadFormat.textsBesideJson, beside('[[""],["0"]]', ['x'])],
    ['a text for a place by a list', payloadFormat.textsBesideJson, beside('[{"a":""},[["a"]]]', ['x'])],
    ['a text for the value itself', payloadFormat.textsBesideJson, beside('["",[]]', ['x'])],
    ['a path that is none', payloadFormat.textsBesideJson, beside('[{"a":""},{"length":1}]', ['x'])],
    ['fewer texts than lengths', payloadFormat.textsBesideJson, beside('[{"a":""},["a"]]', ['x', 'y'])],
    ['more texts than lengths', payloadFormat.textsBesideJson, beside('[{"a":"","b":""},["a"],["b"]]', ['x'])],
    ['no texts, and no array', payloadFormat.textsBesideJson, beside('{"a":1}', [])],
    ['no value', payloadFormat.textsBesideJson, beside('[]', [])],
    ['nothing', payloadFormat.textsBesideJson, ''],
    ['a length beyond the entry', payloadFormat.textsBesideJson, '[1]\0\0\0\x04'],
    [
      'levels without end beside a text',
      payloadFormat.textsBesideJson,
      beside(`[${'['.repeat(9_000)}""${']'.repeat(9_000)},[0]]`, ['x']),
    ],
    ['an array with holes', payloadFormat.superjson, '{"json":{"a":[1]},"meta":{"values":{"a.50000":["Date"]}}}'],
    ['a value of 10,000 levels', payloadFormat.json, '['.repeat(10_000) + ']'.repeat(10_000)],
    ['objects of 3,000 levels', payloadFormat.json, `[1,${'{"a":'.repeat(3_000)}null${'}'.repeat(3_000)}]`],
    ['a BigInt of ten million digits', payloadFormat.superjson, longBigInt],
  ])('are no entry when they say %s, which no provider takes', (_, format, text) => {
    expect(decodeEntry(forge(format, text), usual)).toBeUndefined();
  });

  it('are an entry when its texts are put where they belong', () => {
    const entry = forge(payloadFormat.textsBesideJson, beside('[{"a":["",1],"b":""},["a",0],["b"]]', ['x', 'yz']));
    assertSame(decodeEntry(entry, usual)?.value, { a: ['x', 1], b: 'yz' });
  });

  it('change no prototype, also where one has a place for a text', () => {
    const prototype: object = Object.prototype;
    Object.defineProperty(prototype, 'odd', { value: '', writable: true, configurable: true });
    try {
      for (const path of ['["odd"]', '["__proto__","odd"]']) {
        expect(decodeEntry(forge(payloadFormat.textsBesideJson, beside(`[{},${path}]`, ['x'])), usual)).toBeUndefined();
      }
      expect(Object.getOwnPropertyDescriptor(prototype, 'odd')?.value).toBe('');
    } finally {
      Reflect.deleteProperty(prototype, 'odd');
    }
  });

  it('are an entry with any number of brackets that are not nested', () => {
    for (const value of [Array.from({ length: 5_000 }, () => [{}]), { text: '['.repeat(5_000) }]) {
      assertSame(decodeEntry(forge(payloadFormat.json, JSON.stringify(value)), usual)?.value, value);
    }
  });

  it('are no entry when the metadata is no JSON object', () => {
    for (const metadata of ['', '[]', '[{"json":1}]', '[[]', '"x"', '{"a"', 'null']) {
      const entry = forge(payloadFormat.text, `${metadata}payload`, metadata.length);
      expect(decodeEntry(entry, usual)).toEqual(
        metadata === '' ? { value: 'payload', metadata: undefined, stamp: undefined } : undefined,
      );
    }
    expect(decodeEntry(forge(payloadFormat.text, 'short', 6), usual)).toBeUndefined();
  });
});
