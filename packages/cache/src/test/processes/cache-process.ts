// A process that has a cache over its own memory and a Redis server: `fork(this, [OPTIONS-AS-JSON])`. It does what it is
// told by messages, and ends with its parent.
import { setTimeout as wait } from 'node:timers/promises';
import { MemoryCacheProvider } from '@modular-agent/cache-memory';
import { RedisCacheProvider } from '@modular-agent/cache-redis';
import { createCache, type CacheOptions } from '../../index.ts';
import type { CacheRequest, ProcessOptions } from './cache-request.ts';

const options = JSON.parse(process.argv[2] ?? '{}') as ProcessOptions;
const redis = new RedisCacheProvider(options.redis);
const memory = new MemoryCacheProvider({ maxEntries: 100_000 });
const cache = createCache({ name: 'answers', tiers: [memory, redis], ...(options.cache as Partial<CacheOptions>) });

/** Number of runs of a loader by all processes, counted in Redis. */
async function load(key: string, milliseconds: number): Promise<string> {
  const run = await redis.operations.increment(`loads ${key}`);
  await wait(milliseconds);
  return `${key} ${run}`;
}

async function carryOut(request: CacheRequest): Promise<unknown> {
  switch (request.do) {
    case 'ready':
      await cache.get('nothing');
      while (!cache.getStats().isListening) await wait(5);
      return undefined;
    case 'herd': {
      const started = performance.now();
      const latencies = await Promise.all(
        Array.from({ length: request.callers }, async () => {
          const value = await cache.getOrSet(request.key, () => load(request.key, request.loaderTakes));
          return { value, took: performance.now() - started };
        }),
      );
      return {
        values: [...new Set(latencies.map(({ value }) => value))],
        latencies: latencies.map(({ took }) => took),
      };
    }
    case 'set':
      return await cache.set(request.key, request.value, { tags: request.tags });
    case 'get':
      return await cache.get(request.key);
    case 'invalidate':
      return await cache.invalidateTags(request.tags);
    case 'hang':
      // Leads the key, and never ends.
      void cache.getOrSet(request.key, () => new Promise<never>(() => {})).catch(() => {});
      while (!(await cache.explain(request.key)).isLoading) await wait(1);
      return undefined;
    case 'watch': {
      // Until the value is another: when that was seen, by the clock that all processes share.
      const before = await cache.get(request.key);
      while ((await cache.get(request.key)) === before) await wait(0);
      return Number(process.hrtime.bigint()) / 1e6;
    }
    case 'stats':
      return cache.getStats();
    default:
      throw new Error(`unknown request: ${JSON.stringify(request)}`);
  }
}

process.on('message', (request: CacheRequest) => {
  void carryOut(request).then(
    (answer) => process.send?.({ id: request.id, answer }),
    (error: unknown) => process.send?.({ id: request.id, problem: String(error) }),
  );
});
process.on('disconnect', () => process.exit());
