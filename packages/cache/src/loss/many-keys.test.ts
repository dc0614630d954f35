import type { RedisCacheProviderOptions } from '@modular-agent/cache-redis';
import { startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cache } from '../index.ts';
import { open, placeOn, sharedTierings, tierings } from './support/open.ts';
import { CountingLoader, keysOf, twelveTagsOf } from './support/values.ts';

const isDeep = process.env['TEST_DEPTH'] === 'deep';

let server: RedisServer;

beforeAll(async () => {
  server = await startRedis();
});

afterAll(() => server.kill());

/** Ways to read keys, and how many of them; each resolves with how many were there. */
const reads: readonly (readonly [string, number, (cache: Cache, keys: readonly string[]) => Promise<number>])[] = [
  ['getMany', 50_000, async (cache, keys) => (await cache.getMany(keys)).size],
  [
    'getOrSetMany',
    50_000,
    async (cache, keys) => {
      const loader = new CountingLoader();
      await cache.getOrSetMany(keys, loader.many);
      return keys.length - loader.total;
    },
  ],
  ['get', 10_000, async (cache, keys) => countOf(await Promise.all(keys.map((key) => cache.get(key))))],
  [
    'exists',
    10_000,
    async (cache, keys) => (await Promise.all(keys.map((key) => cache.exists(key)))).filter(Boolean).length,
  ],
  [
    'getOrSet',
    10_000,
    async (cache, keys) => {
      const loader = new CountingLoader();
      await Promise.all(keys.map((key) => cache.getOrSet(key, loader.one)));
      return keys.length - loader.total;
    },
  ],
];

function countOf(values: readonly unknown[]): number {
  return values.filter((value) => value !== undefined).length;
}

/** Writes in pieces that every provider takes. */
async function fill(
  cache: Cache,
  keys: readonly string[],
  tagsOf: (key: string) => readonly string[] = () => [],
): Promise<void> {
  for (let first = 0; first < keys.length; first += 1_000) {
    const piece = keys.slice(first, first + 1_000);
    const { pending } = await cache.setMany(piece.map((key) => [key, key, { tags: tagsOf(key) }] as const));
    expect(pending).toEqual([]);
  }
}

describe('50,000 entries that another process wrote', () => {
  const keys = keysOf('k', 50_000);
  let place: RedisCacheProviderOptions;

  beforeAll(async () => {
    place = placeOn({ url: server.url });
    await using one = open('Redis alone', place, { tierTimeout: '10s' });
    await fill(one.cache, keys);
  });

  const cases = sharedTierings.flatMap((tiering) =>
    reads.map(([name, count, read]) => [name, tiering, count, read] as const),
  );

  it.each(cases)('are all found at once: %s over %s', async (_, tiering, count, read) => {
    await using other = open(tiering, place);
    expect(await read(other.cache, keys.slice(0, count))).toBe(count);
    expect(other.problems).toEqual([]);
    expect(other.cache.getStats()).toMatchObject({ state: 'ready', problems: [], pending: 0 });
  });
});

describe.each(tierings)('9,000 entries with twelve tags each, over %s,', (tiering) => {
  const keys = keysOf('k', 9_000);

  it('are all found, and one invalidated tag takes one of them: getMany, getOrSetMany, get', async () => {
    const place = placeOn({ url: server.url });
    await using one = open(tiering, place, { tierTimeout: '10s' });
    await fill(one.cache, keys, twelveTagsOf);
    await using other = open(tiering, place);
    const reader = tiering === 'memory alone' ? one : other;
    for (const { cache } of [one, reader]) expect((await cache.getMany(keys)).size).toBe(9_000);
    expect((await one.cache.invalidateTags(['tag 7 of k 5'])).pending).toEqual([]);
    await using third = open(tiering, place);
    const last = tiering === 'memory alone' ? one : third;
    const loader = new CountingLoader();
    await last.cache.getOrSetMany(keys, loader.many);
    expect([...loader.runs.keys()]).toEqual(['k 5']);
    expect(countOf(await Promise.all(keys.map((key) => last.cache.get(key))))).toBe(9_000);
  });

  it.runIf(isDeep || tiering === 'memory + Redis')('are loaded and set at once: getOrSetMany and setMany', async () => {
    const place = placeOn({ url: server.url });
    await using one = open(tiering, place);
    const tags = twelveTagsOf('all');
    const loaded = await one.cache.getOrSetMany(keys, async (asked) => new Map(asked.map((key) => [key, 1])), { tags });
    expect(loaded.size).toBe(9_000);
    await one.cache.flush();
    const set = keysOf('set', 9_000);
    await one.cache.setMany(set.map((key) => [key, key, { tags: twelveTagsOf(key) }] as const));
    await one.cache.flush();
    expect((await one.cache.getMany([...keys, ...set])).size).toBe(18_000);
    await one.cache.invalidateTags([...twelveTagsOf('set 1'), 'tag 3 of all']);
    expect((await one.cache.getMany([...keys, ...set])).size).toBe(8_999);
  });
});
