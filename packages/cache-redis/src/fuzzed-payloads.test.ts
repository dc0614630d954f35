import { assertSame } from '@modular-agent/cache-conformance';
import { startRedis } from '@modular-agent/redis-testing';
import fc from 'fast-check';
import { crc32 } from 'node:zlib';
import { createClient, RESP_TYPES } from 'redis';
import { expect, it } from 'vitest';
import { headerBytes } from './codec/header.ts';
import { payloadFormat } from './codec/payload-format.ts';
import { RedisCacheProvider } from './index.ts';

const cases = 10_000;
const casesAtOnce = 500;

const long = 'What an answer says, "quoted" and\nwith ümlauts. '.repeat(12);
const values: readonly unknown[] = [
  { id: 7, tags: ['a', 'b'], nested: { deep: [null, true, 1.5] } },
  { answer: long, list: [{ text: long }, 'short'] },
  'plain text',
  new Uint8Array([0, 1, 2, 255]),
  Buffer.from('bytes'),
  [new Date(0), new Map([['a', new Set([1n])]]), new RangeError('r'), undefined, -0],
];

/** What programs write that are not this one, and what an attacker would. */
const hostile: readonly string[] = [
  '{"json":{"a":1},"meta":{"values":{"a":["Date"],"__proto__":["map"]}}}',
  '{"json":{},"meta":{"values":{"constructor.prototype.polluted":["bigint"]}}}',
  '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
  '['.repeat(3_000) + ']'.repeat(3_000),
  '{"json":"1e999999","meta":{"values":["bigint"]}}',
  '[{},["__proto__","polluted"]]\0\0\0\x1d',
  '\xac\xed\0\x05sr',
  'null',
  '',
];

/** What becomes of an entry, and whether its checksum is made right again afterwards. */
interface Mutation {
  readonly kind: 'change' | 'cut' | 'extend' | 'splice' | 'foreign' | 'format' | 'metadata' | 'payload';
  readonly sealed: boolean;
  readonly original: number;
  readonly other: number;
  readonly at: number;
  readonly bytes: Uint8Array;
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom('change', 'cut', 'extend', 'splice', 'foreign', 'format', 'metadata', 'payload'),
  sealed: fc.boolean(),
  original: fc.nat(values.length - 1),
  other: fc.nat(),
  at: fc.nat(),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 12 }),
});

function mutate(originals: readonly Buffer[], { kind, original, other, at, bytes, sealed }: Mutation): Buffer {
  const entry = Buffer.from(originals[original] as Buffer);
  const mutated = change(entry, kind, at, bytes, originals[other % originals.length] as Buffer, other);
  if (sealed && mutated.length >= headerBytes) mutated.writeUInt32BE(crc32(mutated.subarray(8)), 4);
  return mutated;
}

function change(
  entry: Buffer,
  kind: Mutation['kind'],
  at: number,
  bytes: Uint8Array,
  second: Buffer,
  n: number,
): Buffer {
  const position = at % entry.length;
  const foreign = Buffer.from(hostile[n % hostile.length] as string, 'latin1');
  switch (kind) {
    case 'change':
      entry.set(bytes.subarray(0, entry.length - position), position);
      return entry;
    case 'cut':
      return entry.subarray(0, position);
    case 'extend':
      return Buffer.concat([entry, bytes]);
    case 'splice':
      return Buffer.concat([entry.subarray(0, position), second.subarray(at % second.length)]);
    case 'foreign':
      return Buffer.concat([foreign, bytes]);
    case 'format':
      entry[8] = at % 8;
      return entry;
    case 'metadata':
      entry.writeUInt16BE(at % 65_536, 10);
      return entry;
    default:
      entry[8] = at % (payloadFormat.textsBesideJson + 1);
      entry.writeUInt16BE(0, 10);
      return Buffer.concat([entry.subarray(0, headerBytes), foreign]);
  }
}

it(`is a counted miss or what was written, for ${cases} payloads that were cut, changed, spliced, forged or foreign`, async () => {
  await using server = await startRedis();
  await using provider = new RedisCacheProvider({ url: server.url, socketTimeout: '30s' });
  const client = await createClient({ url: server.url }).connect();
  const binary = client.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
  const pristine = Reflect.ownKeys(Object.prototype);
  await provider.setMany(
    values.map((value, index) => [`original ${index}`, value, { metadata: { index }, stamp: index + 1 }]),
  );
  const originals = await Promise.all(values.map((_, index) => binary.get(`agent:cache:v|original ${index}`)));
  const mutations = fc.sample(mutation, { numRuns: cases, seed: 20_261_123 });
  let readable = 0;
  for (let from = 0; from < cases; from += casesAtOnce) {
    const part = mutations.slice(from, from + casesAtOnce).map((each) => ({
      each,
      bytes: mutate(originals as Buffer[], each),
      key: `${from} ${each.original} ${each.at} ${each.other}`,
    }));
    await Promise.all(part.map(({ key, bytes }) => client.set(`agent:cache:v|${key}`, bytes)));
    const keys = part.map(({ key }) => key);
    const many = await provider.getMany(keys);
    const entries = await Promise.all(keys.map((key) => provider.getEntry(key)));
    const alone = await Promise.all(keys.map((key) => provider.get(key)));
    for (const [index, { each, bytes, key }] of part.entries()) {
      const found = alone[index];
      if (found !== undefined) readable++;
      assertSame([many.get(key), entries[index]?.value], [found, found]);
      const isWhole = bytes.equals(originals[each.original] as Buffer);
      if (isWhole) assertSame(found, values[each.original]);
      // Without its checksum made right again nothing but an entry that was written is one.
      const mayBeRead = each.sealed || isWhole || isOneOf(bytes, originals as Buffer[]);
      expect(found === undefined || mayBeRead).toBe(true);
    }
  }
  expect(mutations.length).toBe(cases);
  expect(Reflect.ownKeys(Object.prototype)).toEqual(pristine);
  // Some of those with a right checksum are entries again, most are none.
  expect(readable).toBeGreaterThan(cases / 50);
  expect(readable).toBeLessThan(cases / 2);
  const stats = await provider.getStats();
  expect(stats).toMatchObject({ errors: 0, hits: readable * 3, misses: (cases - readable) * 3 });
  expect(stats.unreadable).toBe(stats.misses);
  await provider.set('afterwards', values[1]);
  assertSame(await provider.get('afterwards'), values[1]);
  client.destroy();
}, 60_000);

function isOneOf(bytes: Buffer, originals: readonly Buffer[]): boolean {
  return originals.some((original) => original.equals(bytes));
}
