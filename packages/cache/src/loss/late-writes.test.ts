import type { RedisCacheProviderOptions } from '@modular-agent/cache-redis';
import { startProxy, startRedis, type FaultProxy, type RedisServer } from '@modular-agent/redis-testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Cache } from '../index.ts';
import { open, placeOn, type OpenCache } from './support/open.ts';
import { reach } from './support/reach.ts';
import { worker, workerUrl } from './support/refusals.ts';

/** Milliseconds until a write that waits is given up. */
const storeTimeout = 200;
/** Milliseconds after the sending past which the server refuses a write: its timeout, and a second. */
const landingTime = 200 + 1_000;
/** Milliseconds by which the server's time may be known wrongly, and more. */
const tolerance = 150;

let server: RedisServer;
let proxy: FaultProxy;

beforeAll(async () => {
  server = await startRedis({ users: [worker, { ...worker, name: 'without-kill', rules: [...worker.rules, '-client|kill'] }] }); // prettier-ignore
  proxy = await startProxy(server);
});

afterAll(async () => {
  await proxy[Symbol.asyncDispose]();
  await server.kill();
});

/** The server's clock in milliseconds. */
async function serverTime(): Promise<number> {
  const [seconds, microseconds] = (await server.command('TIME')) as [string, string];
  return Number(seconds) * 1_000 + Number(microseconds) / 1_000;
}

describe.each([worker.name, 'without-kill'])('a write that lands late, by user %s,', (user) => {
  let one: OpenCache;
  let other: OpenCache;
  let place: RedisCacheProviderOptions;

  beforeEach(async () => {
    place = placeOn({ url: workerUrl(server) });
    const url = `redis://${user}:${worker.password}@${proxy.host}:${proxy.port}`;
    one = open('Redis alone', { ...place, url }, { storeTimeout, queueTimeout: 50 });
    other = open('Redis alone', place);
    await one.cache.set('k', 'old');
    await other.cache.get('k');
  });

  afterEach(async () => {
    proxy.resume();
    await one[Symbol.asyncDispose]();
    await other[Symbol.asyncDispose]();
  });

  const writes: readonly (readonly [string, (cache: Cache) => Promise<unknown>])[] = [
    ['set', (cache) => cache.set('k', 'late')],
    ['setMany', (cache) => cache.setMany([['k', 'late'], ['l', 'late']])], // prettier-ignore
    ['getOrSet by force', (cache) => cache.getOrSet('k', () => 'late', { forceRefresh: true })],
  ];

  it.each(writes)('does not replace what another process wrote after its time was over: %s', async (_, write) => {
    const began = await serverTime();
    // What is under way now arrives later; new connections work.
    proxy.stall({ direction: 'toServer', onlyOpen: true });
    await write(one.cache);
    await one.cache.flush();
    await reach(async () => (await serverTime()) > began + storeTimeout + landingTime + tolerance);
    expect((await other.cache.set('k', 'new')).pending).toEqual([]);
    proxy.resume();
    for (let look = 0; look < 50; look++) expect((await other.redis.getMany(['none'])).size).toBe(0);
    expect(await other.cache.getOrSet('k', () => 'loaded')).not.toBe('late');
    await using third = open('Redis alone', place);
    expect(await third.cache.getOrSet('k', () => 'loaded')).not.toBe('late');
  });
});
