import { createCache } from '@modular-agent/cache';
import type { CacheProvider } from '@modular-agent/cache-contract';
import { MemoryCacheProvider } from '@modular-agent/cache-memory';
import { RedisCacheProvider } from '@modular-agent/cache-redis';
import type { Contender, ContenderSettings } from '../contender.ts';

/** A cache over memory and Redis. */
export function openTiered({ url }: ContenderSettings): Promise<Contender> {
  return openOver('tiered', [new MemoryCacheProvider(), newRedis(url)]);
}

/** A cache over memory alone. */
export function openOverMemory(): Promise<Contender> {
  return openOver('in memory', [new MemoryCacheProvider()]);
}

/** A cache over Redis alone. */
export function openOverRedis({ url }: ContenderSettings): Promise<Contender> {
  return openOver('on Redis', [newRedis(url)]);
}

function newRedis(url: string): RedisCacheProvider {
  return new RedisCacheProvider({ url, socketTimeout: '5s' });
}

/** @param name Its own, as messages reach every database of a server. */
async function openOver(name: string, tiers: readonly [CacheProvider, ...CacheProvider[]]): Promise<Contender> {
  const cache = createCache({ name, tiers, tierTimeout: '5s' });
  await cache.exists('ready');
  return {
    get: (key) => cache.get(key),
    set: (key, value) => cache.set(key, value),
    getOrSet: (key, load) => cache.getOrSet(key, load),
    close: async () => {
      await cache.close();
      for (const tier of tiers) await tier.close();
    },
  };
}
