import { startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { open, placeOn, sharedTierings } from './support/open.ts';
import { CountingLoader, keysOf, textOf } from './support/values.ts';

let server: RedisServer;

beforeAll(async () => {
  server = await startRedis({ args: ['--maxmemory', '8mb', '--maxmemory-policy', 'volatile-lru'] });
});

afterAll(() => server.kill());

async function evictedKeys(): Promise<number> {
  return Number(/evicted_keys:(\d+)/.exec(String(await server.command('INFO', 'stats')))?.[1]);
}

describe.each(sharedTierings)('a full server that evicts by volatile-lru, over %s,', (tiering) => {
  it('takes every write, and makes nothing invalid', async () => {
    const place = placeOn({ url: server.url });
    await using one = open(tiering, place);
    await one.cache.set('tagged', 'old', { tags: ['t'], ttl: '1h' });
    await one.cache.invalidateTags(['t']);
    const before = await evictedKeys();
    const keys = keysOf('k', 8_000);
    for (let first = 0; first < keys.length; first += 1_000) {
      const { pending } = await one.cache.setMany(keys.slice(first, first + 1_000).map((key) => [key, textOf(key)]));
      expect(pending).toEqual([]);
    }
    expect((await evictedKeys()) - before).toBeGreaterThan(1_000);
    expect(one.problems).toEqual([]);
    expect(one.cache.getStats()).toMatchObject({ state: 'ready', pending: 0 });
    await using other = open(tiering, place);
    expect(await other.cache.get('tagged')).toBeUndefined();
    expect((await other.cache.getMany(keys.slice(-200))).size).toBeGreaterThan(100);
  });

  it('runs each loader once, and stores what it gives', async () => {
    const place = placeOn({ url: server.url });
    await using one = open(tiering, place);
    const loader = new CountingLoader(textOf);
    const keys = keysOf('loaded', 4_000);
    const before = await evictedKeys();
    await Promise.all(keys.map((key) => one.cache.getOrSet(key, loader.one)));
    expect({ total: loader.total, most: loader.most }).toEqual({ total: 4_000, most: 1 });
    expect(await one.cache.flush()).toMatchObject({ dropped: 0 });
    expect(await evictedKeys()).toBeGreaterThan(before);
    await using other = open(tiering, place);
    expect((await other.cache.getMany(keys)).size).toBeGreaterThan(500);
    expect(one.problems).toEqual([]);
  });
});
