import { startProxy, startRedis, type FaultProxy, type RedisServer } from '@modular-agent/redis-testing';
import { afterAll, beforeAll, describe, it } from 'vitest';
import type { Cache } from '../index.ts';
import { open, placeOn, sharedTierings } from './support/open.ts';
import { CountingLoader, keysOf } from './support/values.ts';

/** Milliseconds of a round trip. */
const distance = 100;

let server: RedisServer;
let proxy: FaultProxy;

beforeAll(async () => {
  server = await startRedis();
  proxy = await startProxy(server);
  proxy.delay(distance);
});

afterAll(async () => {
  await proxy[Symbol.asyncDispose]();
  await server.kill();
});

const keys = ['a', 'b', 'c'];

/** A call that loads or stores, the same for all `keys`. */
const calls: readonly (readonly [string, (cache: Cache, loader: CountingLoader) => Promise<unknown>])[] = [
  ['getOrSet', (cache, loader) => Promise.all(keys.map((key) => cache.getOrSet(key, loader.one)))],
  [
    'getOrSet with tags',
    (cache, loader) => Promise.all(keys.map((key) => cache.getOrSet(key, loader.one, { tags: [key, 't'] }))),
  ],
  ['getOrSetEntry', (cache, loader) => Promise.all(keys.map((key) => cache.getOrSetEntry(key, loader.one)))],
  ['getOrSetMany', (cache, loader) => cache.getOrSetMany(keys, loader.many)],
  ['getOrSet in a namespace', (cache, loader) => cache.namespace('below').getOrSet('a', loader.one)],
];

describe.concurrent.each(sharedTierings)('100 ms away from Redis, over %s,', (tiering) => {
  it.for(calls)('the second call runs no loader, here and in another process: %s', async ([, call], { expect }) => {
    const place = placeOn({ url: proxy.url });
    await using one = open(tiering, place);
    const first = new CountingLoader();
    await call(one.cache, first);
    const runs = first.total;
    await call(one.cache, first);
    expect(first.total).toBe(runs);
    expect((await one.cache.flush()).dropped).toBe(0);
    await using other = open(tiering, place);
    const second = new CountingLoader();
    await call(other.cache, second);
    await call(one.cache, first);
    expect({ first: first.total, second: second.total }).toEqual({ first: runs, second: 0 });
    expect([...one.problems, ...other.problems]).toEqual([]);
    expect(one.cache.getStats()).toMatchObject({ state: 'ready', pending: 0 });
  });

  it('what set and setMany wrote stays, and no loader runs for it', async ({ expect }) => {
    const place = placeOn({ url: proxy.url });
    await using one = open(tiering, place);
    const results = [
      await one.cache.set('a', 1),
      await one.cache.setMany([['b', 2], ['c', 3, { tags: ['t'] }]]), // prettier-ignore
    ];
    expect(results).toEqual([{ pending: [] }, { pending: [] }]);
    await using other = open(tiering, place);
    const loader = new CountingLoader();
    for (const { cache } of [one, other]) {
      expect(await cache.getOrSetMany(keys, loader.many)).toEqual(new Map([['a', 1], ['b', 2], ['c', 3]])); // prettier-ignore
      expect((await cache.getMany(keys)).size).toBe(3);
      expect(await Promise.all(keys.map((key) => cache.exists(key)))).toEqual([true, true, true]);
    }
    expect(loader.total).toBe(0);
  });

  it('delete, expire, invalidateTags and clear hold for another process', async ({ expect }) => {
    const place = placeOn({ url: proxy.url });
    await using one = open(tiering, place);
    await one.cache.setMany(
      ['deleted', 'expired', 'invalid', 'left'].map((key) => [key, key, { tags: [key] }] as const),
    );
    const results = await Promise.all([
      one.cache.delete('deleted'),
      one.cache.expire('expired'),
      one.cache.invalidateTags(['invalid']),
    ]);
    expect(results.flatMap(({ pending }) => pending)).toEqual([]);
    await using other = open(tiering, place);
    expect([...(await other.cache.getMany(['deleted', 'expired', 'invalid', 'left'])).keys()]).toEqual(['left']);
    expect(await one.cache.clear()).toEqual({ pending: [] });
    await using third = open(tiering, place);
    expect(await third.cache.get('left')).toBeUndefined();
  });

  it('a forced refresh is stored', async ({ expect }) => {
    const place = placeOn({ url: proxy.url });
    await using one = open(tiering, place);
    await one.cache.set('k', 'old');
    expect(await one.cache.getOrSet('k', () => 'new', { forceRefresh: true })).toBe('new');
    await one.cache.flush();
    await using other = open(tiering, place);
    expect(await other.cache.getOrSet('k', () => 'loaded again')).toBe('new');
  });

  it('a hit takes one round trip', async ({ expect }) => {
    const place = placeOn({ url: proxy.url });
    await using writer = open(tiering, place);
    const asked = keysOf('hit', 6);
    await writer.cache.setMany(asked.map((key) => [key, key, { tags: [key] }] as const));
    await using one = open(tiering, place);
    await one.cache.get('none');
    const times: number[] = [];
    for (const key of asked) {
      const began = performance.now();
      expect(await one.cache.get(key)).toBe(key);
      times.push(performance.now() - began);
    }
    // A busy machine makes some of them late.
    expect(Math.min(...times)).toBeLessThan(2 * distance);
  });
});
