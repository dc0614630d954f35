import { startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { open, placeOn, sharedTierings } from './support/open.ts';
import { CountingLoader, keysOf, textOf } from './support/values.ts';

const isDeep = process.env['TEST_DEPTH'] === 'deep';
const sizes = isDeep ? { single: 30_000, loaded: 15_000, set: 20_000 } : { single: 5_000, loaded: 5_000, set: 10_000 };

let server: RedisServer;

beforeAll(async () => {
  server = await startRedis();
});

afterAll(() => server.kill());

function entriesOf(keys: readonly string[]): [string, string][] {
  return keys.map((key) => [key, textOf(key)]);
}

describe.each(sharedTierings)('a burst over %s', (tiering) => {
  const older = keysOf('older', 500);

  /** Carries out a burst of writes after 500 others; another process must find all of both. */
  async function assertAllStored(
    keys: readonly string[],
    burst: (one: ReturnType<typeof open>) => Promise<unknown>,
  ): Promise<void> {
    const place = placeOn({ url: server.url });
    await using one = open(tiering, place);
    await one.cache.setMany(entriesOf(older), { tags: ['older'] });
    await burst(one);
    expect((await one.cache.flush()).dropped).toBe(0);
    await using other = open(tiering, place);
    expect((await other.cache.getMany(older)).size).toBe(500);
    expect(await other.cache.getMany(keys)).toEqual(new Map(entriesOf(keys)));
    expect(one.cache.getStats()).toMatchObject({ state: 'ready', problems: [], pending: 0, queued: 0, dropped: 0 });
    expect(one.problems).toEqual([]);
  }

  it('of getOrSet stores what every loader gives, and leaves older entries valid', async () => {
    const keys = keysOf('loaded', sizes.single);
    const loader = new CountingLoader(textOf);
    await assertAllStored(keys, async ({ cache }) => {
      const values = await Promise.all(keys.map((key) => cache.getOrSet(key, loader.one)));
      expect(values).toEqual(keys.map(textOf));
    });
    expect({ total: loader.total, most: loader.most }).toEqual({ total: keys.length, most: 1 });
  });

  it('of one getOrSetMany stores what its loader gives, and leaves older entries valid', async () => {
    const keys = keysOf('loaded', sizes.loaded);
    const loader = new CountingLoader(textOf);
    await assertAllStored(keys, async ({ cache }) => {
      expect(await cache.getOrSetMany(keys, loader.many)).toEqual(new Map(entriesOf(keys)));
    });
    expect({ total: loader.total, most: loader.most }).toEqual({ total: keys.length, most: 1 });
  });

  it('of one setMany stores every entry, and leaves older entries valid', async () => {
    const keys = keysOf('set', sizes.set);
    await assertAllStored(keys, ({ cache }) => cache.setMany(entriesOf(keys)));
  });

  it('of set, delete and invalidateTags carries out all of them, and leaves older entries valid', async () => {
    const place = placeOn({ url: server.url });
    await using one = open(tiering, place, { queueTimeout: '30s' });
    const deleted = keysOf('deleted', 2_000);
    const invalid = keysOf('invalid', 500);
    const set = keysOf('set', 4_000);
    await one.cache.setMany(entriesOf([...older, ...deleted]));
    await one.cache.setMany(entriesOf(invalid), { tags: ['gone'] });
    const results = await Promise.all([
      ...set.map((key) => one.cache.set(key, textOf(key))),
      ...deleted.map((key) => one.cache.delete(key)),
      ...Array.from({ length: 500 }, (_, index) => one.cache.invalidateTags(['gone', `tag ${index}`])),
    ]);
    await one.cache.flush();
    expect(results.flatMap(({ pending }) => pending)).toEqual([]);
    await using other = open(tiering, place);
    expect((await other.cache.getMany(older)).size).toBe(500);
    expect((await other.cache.getMany([...deleted, ...invalid])).size).toBe(0);
    expect(await other.cache.getMany(set)).toEqual(new Map(entriesOf(set)));
  });
});
