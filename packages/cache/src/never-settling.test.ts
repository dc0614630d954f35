import { setFlagsFromString } from 'node:v8';
import { setTimeout as wait } from 'node:timers/promises';
import { runInNewContext } from 'node:vm';
import { MemoryCacheProvider } from '@modular-agent/cache-memory';
import { RedisCacheProvider } from '@modular-agent/cache-redis';
import { startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCache, type Cache } from './index.ts';
import { failureOf } from './test/loaders.ts';

let server: RedisServer;

beforeAll(async () => {
  server = await startRedis();
});

afterAll(() => server.kill());

/** Collects what nothing holds. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let times = 0; times < 3; times++) {
    await wait(10);
    collect();
  }
}

function timers(): number {
  return process.getActiveResourcesInfo().filter((each) => each === 'Timeout').length;
}

/** A loader that never settles, and a hundred callers after it. @returns Its signal. */
async function hang(cache: Cache, key: string): Promise<WeakRef<AbortSignal>> {
  const begun = Promise.withResolvers<WeakRef<AbortSignal>>();
  const hung = failureOf(
    cache.getOrSet(key, ({ signal }) => {
      begun.resolve(new WeakRef(signal));
      return new Promise<never>(() => {});
    }),
  );
  const signal = await begun.promise;
  let calls = 0;
  const asked = await Promise.all(Array.from({ length: 100 }, () => cache.getOrSet(key, () => `value ${++calls}`)));
  expect(new Set(asked)).toEqual(new Set(['value 1']));
  expect(await hung).toMatchObject({ code: 'CACHE_TIMEOUT', key });
  return signal;
}

it('loaders that never settle hold up no caller beyond loaderTimeout, and store nothing', async () => {
  await using redis = new RedisCacheProvider({ url: server.url, socketTimeout: '10s' });
  await using memory = new MemoryCacheProvider();
  await using cache = createCache({ name: 'answers', tiers: [memory, redis], loaderTimeout: 100, tierTimeout: '5s' });
  const before = timers();
  const signals: WeakRef<AbortSignal>[] = [];
  for (let round = 0; round < 20; round++) signals.push(await hang(cache, `hung ${round}`));
  expect(cache.getStats()).toMatchObject({ inFlightLoads: 0, loads: 40 });
  await expect.poll(async () => await server.command('KEYS', 'agent:cache:e|*')).toEqual([]);
  await collectGarbage();
  expect(signals.filter((each) => each.deref() !== undefined)).toEqual([]);
  // The provider's own timer runs out a moment after its last call.
  await expect.poll(timers).toBeLessThanOrEqual(before);
});
