import { createCache, type Cache } from '@modular-agent/cache';
import { MemoryCacheProvider } from '@modular-agent/cache-memory';
import { RedisCacheProvider } from '@modular-agent/cache-redis';
import type { Contender, ContenderSettings } from '../contender.ts';

/** The cache with its defaults over Redis, or over memory and Redis. */
export function open(settings: ContenderSettings): Promise<Contender> {
  return openNamed('answers', settings, (cache) => (key, load) => cache.getOrSet(key, load));
}

/** The same cache, whose `getOrSet` is a `get` without a loader: shows what the loader's path costs a hit. */
export function openWithGet(settings: ContenderSettings): Promise<Contender> {
  return openNamed('answers by get', settings, (cache) => (key) => cache.get(key));
}

/** @param name The cache's own: messages reach every logical database of a server. */
async function openNamed(
  name: string,
  { url, memoryEntries, isPatient }: ContenderSettings,
  getOrSetOf: (cache: Cache) => NonNullable<Contender['getOrSet']>,
): Promise<Contender> {
  const redis = new RedisCacheProvider({ url, ...(isPatient ? { socketTimeout: '5s' } : {}) });
  const memory = memoryEntries === 0 ? undefined : new MemoryCacheProvider({ maxEntries: memoryEntries });
  const cache: BackgroundCache = createCache({ name, tiers: memory === undefined ? [redis] : [memory, redis] });
  await cache.get('ready');
  return {
    get: (key) => cache.get(key),
    set: (key, value) => cache.set(key, value),
    getMany: (keys) => cache.getMany(keys),
    getOrSet: getOrSetOf(cache),
    settle: async () => cache.flush?.(),
    close: async () => {
      await cache.close();
      await memory?.close();
      await redis.close();
    },
  };
}

/** A cache that stores what was loaded in the background can wait for that. */
type BackgroundCache = Cache & { readonly flush?: () => Promise<unknown> };
