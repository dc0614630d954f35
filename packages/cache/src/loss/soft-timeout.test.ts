import { setTimeout as wait } from 'node:timers/promises';
import { startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hanging } from '../test/loaders.ts';
import type { Cache } from '../index.ts';
import { open, placeOn, type OpenCache } from './support/open.ts';
import { reach } from './support/reach.ts';

/** Milliseconds: half of the usual `tierTimeout`. */
const soon = 100;

let server: RedisServer;
let one: OpenCache;

beforeAll(async () => {
  server = await startRedis();
});

afterAll(() => server.kill());

beforeEach(async () => {
  one = open('memory + Redis', placeOn({ url: server.url }), { grace: '1h', softTimeout: 0 });
  await one.cache.get('none');
  await reach(() => one.cache.getStats().isListening);
  await one.cache.setMany([['k', 'stale'], ['l', 'stale']], { tags: ['t'], ttl: 1 }); // prettier-ignore
  await reach(async () => (await one.cache.getMany(['k', 'l'])).size === 0);
});

afterEach(async () => {
  await server.resume();
  await one[Symbol.asyncDispose]();
});

/** What a call is answered with before a timer that was set with it. */
function answerWithin<T>(milliseconds: number, call: Promise<T>): Promise<T | 'late'> {
  return Promise.race([call, wait(milliseconds, 'late' as const)]);
}

const calls: readonly (readonly [string, (cache: Cache) => Promise<unknown>])[] = [
  ['getOrSet', (cache) => cache.getOrSet('k', hanging)],
  ['getOrSetEntry', async (cache) => (await cache.getOrSetEntry('k', hanging)).value],
  ['getOrSetMany', async (cache) => (await cache.getOrSetMany(['k', 'l'], hanging)).get('l')],
  ['getOrSet with tags', (cache) => cache.getOrSet('k', hanging, { tags: ['t'] })],
];

describe('while Redis is stopped, with a stale entry in memory', () => {
  it.each(calls)('a soft timeout of 0 gives it at once: %s', async (_, call) => {
    await server.pause();
    for (let time = 0; time < 3; time++) expect(await answerWithin(soon, call(one.cache))).toBe('stale');
  });

  it.each(calls)('many callers at once get it at once: %s', async (_, call) => {
    await server.pause();
    const asked = Array.from({ length: 100 }, () => call(one.cache));
    expect(new Set((await answerWithin(soon, Promise.all(asked))) as unknown[])).toEqual(new Set(['stale']));
  });

  it('a soft timeout of 20 ms is for tiers and loader together', async () => {
    await server.pause();
    const asked = one.cache.getOrSetEntry('k', hanging, { softTimeout: 20 });
    expect(await answerWithin(soon, asked)).toMatchObject({ value: 'stale', isStale: true });
  });

  it('a caller whose loader answers gets the fresh value without a soft timeout', async () => {
    await server.pause();
    expect(await one.cache.getOrSet('k', () => 'fresh', { softTimeout: Infinity })).toBe('fresh');
  });
});

describe('a soft timeout while Redis answers', () => {
  it.each(calls)('of 0 gives the stale entry of Redis itself: %s', async (_, call) => {
    const place = placeOn({ url: server.url });
    await using writer = open('Redis alone', place, { grace: '1h' });
    await writer.cache.setMany([['k', 'stale'], ['l', 'stale']], { ttl: 1 }); // prettier-ignore
    await reach(async () => (await writer.cache.getMany(['k', 'l'])).size === 0);
    await using reader = open('Redis alone', place, { grace: '1h', softTimeout: 0 });
    expect(await call(reader.cache)).toBe('stale');
  });
});
