import { assertSame } from '@modular-agent/cache-conformance';
import type { CacheEntry, JsonObject } from '@modular-agent/cache-contract';
import { startRedis } from '@modular-agent/redis-testing';
import fc from 'fast-check';
import { crc32 } from 'node:zlib';
import { createClient, RESP_TYPES } from 'redis';
import { expect, it } from 'vitest';
import { headerBytes } from './codec/header.ts';
import { payloadFormat } from './codec/payload-format.ts';
import { RedisCacheProvider } from './index.ts';

const isDeep = process.env['TEST_DEPTH'] === 'deep';
/** The same payloads again: `SEED=123`. */
const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1e9));
const drawn = isDeep ? 11_000 : 2_200;
/** Of those drawn this many at least are no entry that was written. */
const fuzzed = isDeep ? 10_000 : 2_000;
const casesAtOnce = 500;
const prefix = 'agent:cache:v|';

const long = 'What an answer says, "quoted" and\nwith ümlauts. '.repeat(12);
const written: readonly CacheEntry[] = [
  entry({ id: 7, tags: ['a', 'b'], nested: { deep: [null, true, 1.5] } }),
  entry({ answer: long, list: [{ text: long }, 'short'] }, { model: 'm', usage: { tokens: 12 } }, 3),
  entry('plain text', { 'a.b': 1, ['__proto__']: 'a name' }),
  entry(new Uint8Array([0, 1, 2, 255]), undefined, Number.MAX_SAFE_INTEGER),
  entry(Buffer.from('bytes'), { index: 4 }, 0),
  entry([new Date(0), new Map([['a', new Set([1n])]]), new RangeError('r'), undefined, -0], { index: 5 }),
  entry({ at: new Date(1), by: new Map<unknown, unknown>([[{ a: 1 }, new Uint8Array([1])]]) }),
];

function entry(value: unknown, metadata?: JsonObject, stamp?: number): CacheEntry {
  return { value, metadata, stamp };
}

/** What programs write that are not this one, and what an attacker would. */
const hostile: readonly string[] = [
  '{"json":{"a":1},"meta":{"values":{"a":["Date"],"__proto__":["map"]}}}',
  '{"json":{},"meta":{"values":{"constructor.prototype.polluted":["bigint"]}}}',
  '{"json":{"a":{"b":1}},"meta":{"referentialEqualities":{"a":["__proto__.polluted"]}}}',
  '[{"json":{"a":1},"meta":{"values":{"__proto__.polluted":["Date"]}}}]',
  '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
  '{"json":"1e999999","meta":{"values":["bigint"]}}',
  '{"json":{"s":["1"]},"meta":{"values":{"s":["set"],"s.0":["number"],"s.00":["set"]}}}',
  '[{"json":{"tags":[]},"meta":{"values":{"tags.4294967294":["undefined"]}}}]',
  '{"json":4000000000,"meta":{"values":[["typed-array","Float64Array"]]}}',
  'x\0\0\0\x01[{},["__proto__","polluted"]]\0\0\0\x1d',
  'x\0\0\0\x01[[],["constructor","prototype","polluted"]]\0\0\0\x2b',
  '{"value":1,"expires":1700000000000}',
  'O:8:"stdClass":1:{s:1:"a";i:1;}',
  '\xac\xed\0\x05sr',
  '\x80\x04\x95\0\0\0\0}.',
  'null',
  '',
];

/** superjson with notes of any kind at any place. */
const annotated = fc
  .tuple(
    fc.jsonValue({ maxDepth: 2 }),
    fc.array(
      fc.tuple(
        fc.constantFrom(
          'a',
          '0',
          'a.0',
          '__proto__',
          '__proto__.polluted',
          'constructor.prototype.polluted',
          'toString',
        ),
        fc.oneof(
          fc.constantFrom('Date', 'map', 'set', 'bigint', 'regexp', 'URL', 'undefined', 'Error', '__proto__'),
          fc.tuple(
            fc.constantFrom('custom', 'class', 'symbol', 'typed-array'),
            fc.constantFrom('bytes', 'error', 'object', 'foreign', 'bigint', 'Int8Array', '__proto__'),
          ),
        ),
      ),
      { maxLength: 3 },
    ),
  )
  .map(([json, notes]) => {
    const values = Object.fromEntries(notes.map(([path, type]) => [path, [type]]));
    return JSON.stringify({ json, meta: { values, v: 1 } });
  });

interface Material {
  /** At which byte, or how much. */
  readonly at: number;
  readonly bytes: Uint8Array;
  readonly text: string;
}

/** What can become of a stored entry; `second` is another. */
const changes = {
  flip: (stored, { at }) => {
    const position = at % stored.length;
    stored.writeUInt8(stored.readUInt8(position) ^ (1 << (at % 8)), position);
    return stored;
  },
  overwrite: (stored, { at, bytes }) => {
    const position = at % stored.length;
    stored.set(bytes.subarray(0, stored.length - position), position);
    return stored;
  },
  cut: (stored, { at }) => stored.subarray(0, at % stored.length),
  extend: (stored, { bytes }) => Buffer.concat([stored, bytes]),
  splice: (stored, { at }, second) =>
    Buffer.concat([stored.subarray(0, at % stored.length), second.subarray(at % second.length)]),
  anotherBody: (stored, _, second) => Buffer.concat([stored.subarray(0, headerBytes), second.subarray(headerBytes)]),
  anotherFormat: (stored, { at }) => {
    stored.writeUInt8(at % 16, 8);
    return stored;
  },
  anotherRelease: (stored, { at, bytes }) => {
    stored.writeUInt8(bytes[0] ?? 0, [2, 3, 9][at % 3]);
    return stored;
  },
  metadataLength: (stored, { at }) => {
    stored.writeUInt16BE(at % (at % 2 === 0 ? 65_536 : stored.length), 10);
    return stored;
  },
  random: (_, { bytes }) => Buffer.from(bytes),
  foreign: (_, { bytes, text }) => Buffer.concat([Buffer.from(text, 'latin1'), bytes]),
  forgedPayload: (stored, { at, text }) => forge(stored, at % (payloadFormat.textsBesideJson + 1), '', text),
  forgedSuperjson: (stored, { text }) => forge(stored, payloadFormat.superjson, '', text),
  forgedTexts: (stored, { text }) => forge(stored, payloadFormat.textsBesideJson, '', text),
  forgedMetadata: (stored, { text }) => forge(stored, payloadFormat.text, text, 'value'),
  nested: (stored, { at }) => {
    const depth = at % 12_000;
    const text = at % 2 === 0 ? '['.repeat(depth) + ']'.repeat(depth) : `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
    return at % 3 === 0
      ? forge(stored, payloadFormat.superjson, '', `{"json":${text}}`)
      : forge(stored, payloadFormat.json, '', text);
  },
} satisfies Record<string, (stored: Buffer, material: Material, second: Buffer) => Buffer>;

/** An entry of this header with these for its own. */
function forge(stored: Buffer, format: number, metadata: string, payload: string): Buffer {
  const forged = Buffer.concat([stored.subarray(0, headerBytes), Buffer.from(metadata + payload, 'latin1')]);
  forged.writeUInt8(format, 8);
  forged.writeUInt16BE(metadata.length, 10);
  return forged;
}

/** How a case is made. Where it is sealed, its checksum is right. */
const mutation = fc.record({
  kind: fc.constantFrom(...(Object.keys(changes) as (keyof typeof changes)[])),
  isSealed: fc.boolean(),
  original: fc.nat({ max: written.length - 1 }),
  second: fc.nat({ max: written.length - 1 }),
  at: fc.nat(),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 300 }),
  text: fc.oneof(fc.constantFrom(...hostile), annotated),
});

type Mutation = typeof mutation extends fc.Arbitrary<infer M> ? M : never;

function mutate(originals: readonly Buffer[], how: Mutation): Buffer {
  const stored = Buffer.from(originals[how.original] as Buffer);
  const mutated = changes[how.kind](stored, how, originals[how.second] as Buffer);
  if (how.isSealed && mutated.length >= headerBytes) mutated.writeUInt32BE(crc32(mutated.subarray(8)), 4);
  return mutated;
}

it(`what lies in Redis is read as what was written there or is a counted miss: ${fuzzed} payloads, cut, changed, forged or foreign (seed ${seed})`, async () => {
  await using server = await startRedis();
  await using provider = new RedisCacheProvider({ url: server.url, socketTimeout: '10s' });
  const client = createClient({ url: server.url });
  client.on('error', () => {});
  await client.connect();
  const binary = client.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
  const pristine = Reflect.ownKeys(Object.prototype);
  const originals = await Promise.all(
    written.map(async ({ value, metadata, stamp }, index) => {
      const options = { ...(metadata && { metadata }), ...(stamp !== undefined && { stamp }) };
      await provider.set(`original ${index}`, value, options);
      return (await binary.get(`${prefix}original ${index}`)) as Buffer;
    }),
  );
  let whole = 0;
  let forged = 0;
  let missed = 0;
  const mutations = fc.sample(mutation, { numRuns: drawn, seed });
  for (let from = 0; from < drawn; from += casesAtOnce) {
    const cases = mutations.slice(from, from + casesAtOnce).map((how, index) => ({
      how,
      bytes: mutate(originals, how),
      key: `case ${from + index}`,
    }));
    await Promise.all(cases.map(({ key, bytes }) => client.set(prefix + key, bytes)));
    const keys = cases.map(({ key }) => key);
    const [many, entries, values] = await Promise.all([
      provider.getMany(keys),
      Promise.all(keys.map((key) => provider.getEntry(key))),
      Promise.all(keys.map((key) => provider.get(key))),
    ]);
    for (const [index, { how, bytes, key }] of cases.entries()) {
      const found = entries[index];
      const subject = `${key} (${how.kind}${how.isSealed ? ', sealed' : ''})`;
      assertSame(
        [many.has(key), many.get(key), values[index]],
        [found !== undefined, found?.value, found?.value],
        subject,
      );
      const original = originals.findIndex((each) => each.equals(bytes));
      // What is forged with a right checksum may be an entry; all else is one only if it was written.
      if (original !== -1 || !how.isSealed) assertSame(found, original === -1 ? undefined : written[original], subject);
      if (original !== -1) whole++;
      else if (found === undefined) missed++;
      else forged++;
    }
    expect(Reflect.ownKeys(Object.prototype)).toEqual(pristine);
  }
  expect(missed + forged).toBeGreaterThanOrEqual(fuzzed);
  // The forged ones go all the way: some are entries, most are none.
  expect(forged).toBeGreaterThan(drawn / 50);
  expect(forged).toBeLessThan(drawn / 2);
  expect(await provider.getStats()).toMatchObject({
    errors: 0,
    hits: (whole + forged) * 3,
    misses: missed * 3,
    unreadable: missed * 3,
  });
  for (const [index, { value, metadata, stamp }] of written.entries()) {
    assertSame(await provider.getEntry(`original ${index}`), { value, metadata, stamp });
  }
  await provider.set('afterwards', written[1]?.value);
  assertSame(await provider.get('afterwards'), written[1]?.value);
  client.destroy();
});
