import { create, fromBinary, isMessage, toBinary } from '@bufbuild/protobuf';
import { timestampDate, timestampFromDate, TimestampSchema, type Timestamp } from '@bufbuild/protobuf/wkt';
import { CacheOptionError } from '@modular-agent/cache-contract';
import { startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RedisCacheProvider, type RedisCacheProviderOptions, type ValueSerializer } from './index.ts';
import { messagePack } from './msgpack.ts';
import { rejection } from './test/rejection.ts';

let server: RedisServer;

beforeAll(async () => {
  server = await startRedis();
});

beforeEach(() => server.command('FLUSHALL'));

afterAll(() => server.kill());

function newProvider(options: RedisCacheProviderOptions = {}): RedisCacheProvider {
  return new RedisCacheProvider({ url: server.url, socketTimeout: '10s', ...options });
}

/** Messages of one type as Protocol Buffers; everything else is left to the provider. */
const timestamps: ValueSerializer = {
  takes: 'values',
  id: 128,
  name: 'Timestamp',
  serialize: (value) => (isMessage(value, TimestampSchema) ? toBinary(TimestampSchema, value) : undefined),
  deserialize: (bytes) => fromBinary(TimestampSchema, bytes),
};

/** How many bytes Redis holds for a key. */
async function storedBytes(key: string): Promise<number> {
  return Number(await server.command('STRLEN', `agent:cache:v|${key}`));
}

const prose = 'The quick brown fox jumps over the lazy dog, again and again. ';
const values: readonly (readonly [string, unknown])[] = [
  ['text', prose.repeat(50)],
  ['object', { answer: prose.repeat(50), usage: { tokens: [1, 2, 3] } }],
  [
    'rich',
    new Map([
      ['at', new Date(5)],
      ['bytes', Uint8Array.of(1, 2)],
    ] as [string, unknown][]),
  ],
  ['names', { ['__proto__']: 1, 'a.b': 2, 'quo"te': 3 }],
  ['lone surrogate', { text: 'a\uD800b' }],
  ['bytes', new Uint8Array(5_000)],
  ['number', 42],
];

describe('entries of one format', () => {
  const writers: readonly (readonly [string, RedisCacheProviderOptions])[] = [
    ['superjson', {}],
    ['MessagePack', { serializer: 'msgpack' }],
    ['brotli', { compression: true }],
    ['gzip', { compression: { algorithm: 'gzip', level: 9 } }],
    ['zstd over MessagePack', { serializer: messagePack(), compression: { algorithm: 'zstd' } }],
    ['Protocol Buffers for what it knows', { serializer: timestamps }],
  ];

  it.each(writers)('(%s) are read by a provider that writes another', async (_, options) => {
    await using writer = newProvider(options);
    await writer.setMany(values);
    for (const [, other] of writers) {
      await using reader = newProvider({ alsoReads: [messagePack(), timestamps].filter((each) => each.id !== (other.serializer as ValueSerializer | undefined)?.id), ...other }); // prettier-ignore
      const found = await reader.getMany(values.map(([key]) => key));
      for (const [key, value] of values) expect(found.get(key)).toEqual(value);
    }
  });

  it('are counted misses to a provider that does not know it, and stay', async () => {
    await using writer = newProvider({ serializer: messagePack() });
    await using reader = newProvider();
    await writer.set('key', { a: [1] });
    expect(await reader.get('key')).toBeUndefined();
    expect((await reader.getStats()).unreadable).toBe(1);
    expect(await writer.get('key')).toEqual({ a: [1] });
  });
});

describe('compression', () => {
  it('makes what is long shorter, and leaves what is short, or has no pattern, as it is', async () => {
    await using plain = newProvider();
    await using compressing = newProvider({ compression: true });
    const random = Buffer.from(Array.from({ length: 3_000 }, () => Math.floor(Math.random() * 256)));
    for (const [key, value, shrinks] of [
      ['long', { text: prose.repeat(100) }, true],
      ['short', { text: 'a'.repeat(900) }, false],
      ['random', random, false],
    ] as const) {
      await plain.set(key, value);
      const before = await storedBytes(key);
      await compressing.set(key, value, { metadata: { by: 'me' }, stamp: 3 });
      expect((await storedBytes(key)) < before).toBe(shrinks);
      expect(await plain.getEntry(key)).toEqual({ value, metadata: { by: 'me' }, stamp: 3 });
    }
  });

  it('goes with bytes alone, with stamps that are compared, and with counters', async () => {
    await using provider = newProvider({ compression: { threshold: 0 }, decodeResponses: false });
    await provider.set('bytes', Buffer.alloc(10_000), { stamp: 5 });
    expect(await storedBytes('bytes')).toBeLessThan(200);
    expect(await provider.setIfNewer('bytes', Buffer.alloc(1), { stamp: 4 })).toBe(false);
    expect(await provider.get('bytes')).toEqual(Buffer.alloc(10_000));
    await using counting = newProvider({ compression: { threshold: 0 }, serializer: messagePack() });
    await counting.set('count', 1);
    expect(await counting.operations.increment('count')).toBe(2);
  });
});

describe('a serializer of your own', () => {
  it('is given what is its own, and nothing else', async () => {
    await using provider = newProvider({ serializer: timestamps });
    const at = timestampFromDate(new Date('2026-11-23T00:00:00Z'));
    await provider.set('at', at);
    const found = await provider.get<Timestamp>('at');
    expect(found && timestampDate(found)).toEqual(new Date('2026-11-23T00:00:00Z'));
    expect(await storedBytes('at')).toBe(20 + toBinary(TimestampSchema, at).length);
    await provider.set('other', { plain: true });
    expect(await provider.get('other')).toEqual({ plain: true });
  });

  it('that can not write a value says so, and one that can not read an entry misses it', async () => {
    const broken: ValueSerializer = {
      ...timestamps,
      serialize: (value) => toBinary(TimestampSchema, value as Timestamp),
      deserialize: () => {
        throw new Error('of another version');
      },
    };
    await using provider = newProvider({ serializer: broken });
    const error = await rejection(provider.set('key', { nanos: 'many' }));
    expect(error).toMatchObject({ code: 'CACHE_SERIALIZATION', path: 'value', key: 'key' });
    await provider.set('at', create(TimestampSchema));
    expect(await provider.get('at')).toBeUndefined();
    expect((await provider.getStats()).unreadable).toBe(1);
  });

  it.each([
    [{ serializer: { ...timestamps, id: 63 } }, 'must have an id from 128 to 255'],
    [{ serializer: { ...timestamps, takes: 'all' } }, "must be 'superjson', 'msgpack', or have takes"],
    [{ serializer: timestamps, alsoReads: [{ ...timestamps, name: 'other' }] }, 'has the id 128, as Timestamp has'],
    [{ serializer: timestamps, decodeResponses: false }, 'which takes bytes alone'],
    [{ alsoReads: timestamps }, 'must be a list'],
    [{ compression: { algorithm: 'lz4' } }, 'must be one of gzip, brotli, zstd'],
  ])('that can not be meant is refused: %#', (options, message) => {
    const make = (): unknown => newProvider(options as RedisCacheProviderOptions);
    expect(make).toThrow(CacheOptionError);
    expect(make).toThrow(message);
  });
});
