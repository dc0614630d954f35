import { MemoryCacheProvider } from '@modular-agent/cache-memory';
import { RedisCacheProvider } from '@modular-agent/cache-redis';
import { startProxy, startRedis, type FaultProxy, type RedisServer } from '@modular-agent/redis-testing';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createCache } from '../index.ts';
import { open, placeOn, sharedTierings, type OpenCache } from './support/open.ts';
import { reach } from './support/reach.ts';
import { CountingLoader, keysOf } from './support/values.ts';

let server: RedisServer;
let proxy: FaultProxy;

beforeAll(async () => {
  server = await startRedis();
  proxy = await startProxy(server);
});

afterAll(async () => {
  await proxy[Symbol.asyncDispose]();
  await server.kill();
});

afterEach(() => {
  proxy.resume();
  vi.restoreAllMocks();
});

async function becomeReady({ cache, redis }: OpenCache): Promise<void> {
  await reach(() => redis.state === 'ready');
  await reach(async () => (await cache.set('probe', 1)).pending.length === 0);
  await reach(() => cache.getStats().state === 'ready' && cache.getStats().pending === 0);
}

/** Takes the way to a server that goes on and keeps its data. */
async function becomeUnreachable({ redis }: OpenCache): Promise<void> {
  proxy.refuse();
  proxy.cut();
  await reach(() => redis.state !== 'ready');
}

/** Many calls of each kind. Each is answered. */
async function assertAllAnswered({ cache }: OpenCache): Promise<void> {
  const loader = new CountingLoader();
  for (let round = 0; round < 3; round++) {
    const keys = keysOf(`round ${round}`, 20);
    const results = await Promise.allSettled([
      ...keys.map((key) => cache.getOrSet(key, loader.one)),
      ...keys.map((key) => cache.get(key)),
      cache.getMany(keys),
      cache.getOrSetMany(keys, loader.many),
      cache.set('set', 1),
      cache.setMany([['a', 1], ['b', 1]]), // prettier-ignore
      cache.delete('deleted'),
      cache.expire('expired'),
      cache.invalidateTags(['t']),
      cache.explain('k'),
    ]);
    expect(results.filter(({ status }) => status === 'rejected')).toEqual([]);
  }
}

describe.each(sharedTierings)('an outage of Redis, over %s,', (tiering) => {
  it('is reported once while it lasts, and once more when it comes back', async () => {
    await using one = open(tiering, placeOn({ url: server.url }));
    await assertAllAnswered(one);
    expect(one.problems).toEqual([]);
    for (let outage = 1; outage <= 2; outage++) {
      await server.kill();
      await assertAllAnswered(one);
      await server.restart();
      await becomeReady(one);
      const reported = one.problems.map(({ kind, cache, tier }) => ({ kind, cache, tier }));
      expect(reported).toEqual(
        Array.from({ length: outage }, () => ({ kind: 'tier-unavailable', cache: 'answers', tier: 'redis' })),
      );
    }
    expect(one.problems[0]?.message).toMatch(/redis/);
    expect(one.problems[0]?.cause).toBeInstanceOf(Error);
  });

  it('with more keys in doubt than maxPending makes everything invalid once, and says so', async () => {
    const place = placeOn({ url: server.url });
    await using one = open(tiering, { ...place, url: proxy.url }, { maxPending: 5, queueTimeout: 50 });
    await one.cache.setMany(keysOf('k', 20).map((key) => [key, 'old'] as const));
    await using other = open(tiering, place);
    await becomeUnreachable(one);
    await Promise.all(keysOf('k', 10).map((key) => one.cache.delete(key)));
    proxy.resume();
    await becomeReady(one);
    expect(one.problems.filter(({ kind }) => kind === 'reset')).toHaveLength(1);
    expect((await other.cache.getMany(keysOf('k', 20))).size).toBe(0);
    await one.cache.set('k 0', 'new');
    expect(await other.cache.get('k 0')).toBe('new');
    expect(one.problems.filter(({ kind }) => kind === 'reset')).toHaveLength(1);
  });

  it('with fewer keys in doubt leaves all others valid', async () => {
    const place = placeOn({ url: server.url });
    await using one = open(tiering, { ...place, url: proxy.url }, { maxPending: 10, queueTimeout: 50 });
    await one.cache.setMany(keysOf('k', 20).map((key) => [key, 'old'] as const));
    await becomeUnreachable(one);
    await Promise.all(keysOf('k', 10).map((key) => one.cache.delete(key)));
    proxy.resume();
    await becomeReady(one);
    await using other = open(tiering, place);
    expect([...(await other.cache.getMany(keysOf('k', 20))).keys()]).toEqual(keysOf('k', 20).slice(10));
    expect(one.problems.filter(({ kind }) => kind === 'reset')).toEqual([]);
  });

  it.each([
    [
      'throws',
      (): void => {
        throw new Error('of the user');
      },
    ],
    ['rejects', (): Promise<void> => Promise.reject(new Error('of the user'))],
  ])('fails no call when onProblem %s, and warns', async (_how, onProblem) => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    onTestFinished(() => warn.mockRestore());
    await using one = open(tiering, placeOn({ url: server.url }), { onProblem });
    await one.cache.set('k', 1);
    await server.kill();
    await assertAllAnswered(one);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('failed: of the user'), 'CacheWarning');
    await server.restart();
    await becomeReady(one);
  });

  it('explains what a get would do', async () => {
    await using one = open(tiering, placeOn({ url: server.url }));
    await one.cache.set('k', 1);
    await server.kill();
    await one.cache.get('none');
    const { tiers } = await one.cache.explain('k');
    const redis = tiers.find(({ tier }) => tier === 'redis');
    expect(redis?.status).toBe('unavailable');
    expect(redis?.reason).toMatch(/\w/);
    await server.restart();
    await becomeReady(one);
  });
});

describe('without onProblem', () => {
  it.each(['memory + Redis', 'Redis alone'])('an outage is one warning of the process, over %s', async (tiering) => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    await using redis = new RedisCacheProvider(placeOn({ url: server.url }));
    await using memory = new MemoryCacheProvider();
    await using cache = createCache({
      name: 'answers',
      tiers: tiering === 'Redis alone' ? [redis] : [memory, redis],
    });
    await cache.set('k', 1);
    expect(warn).not.toHaveBeenCalled();
    await server.kill();
    for (let time = 0; time < 5; time++) await cache.getOrSet(`k ${time}`, () => 1);
    await server.restart();
    expect(warn).toHaveBeenCalledTimes(1);
    expect(String(warn.mock.calls[0]?.[0])).toMatch(/answers.*redis|redis.*answers/s);
  });
});
