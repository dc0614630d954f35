import { createCache, type CacheOptions } from '@modular-agent/cache';
import { MemoryCacheProvider } from '@modular-agent/cache-memory';
import { RedisCacheProvider } from '@modular-agent/cache-redis';
import type { Contender, ContenderSettings } from '../contender.ts';

const patient = { tierTimeout: '5s' } as const;

/** A cache over memory and Redis. */
export function openTiered({ url }: ContenderSettings): Promise<Contender> {
  return openOver('tiered', [new MemoryCacheProvider(), newRedis(url)], patient);
}

/** A cache over memory alone. */
export function openOverMemory(): Promise<Contender> {
  return openOver('in memory', [new MemoryCacheProvider()], patient);
}

/** A cache over Redis alone. */
export function openOverRedis({ url }: ContenderSettings): Promise<Contender> {
  return openOver('on Redis', [newRedis(url)], patient);
}

/** A provider whose calls have as long as those of node-redis. */
export function newRedis(url: string): RedisCacheProvider {
  return new RedisCacheProvider({ url, socketTimeout: '5s' });
}

/** @param name Unique among the contenders: messages reach every logical database of a server. */
export async function openOver(
  name: string,
  tiers: CacheOptions['tiers'],
  options: Pick<CacheOptions, 'tierTimeout'> = {},
): Promise<Contender> {
  const cache = createCache({ name, tiers, ...options });
  await cache.exists('ready');
  return {
    get: (key) => cache.get(key),
    set: (key, value) => cache.set(key, value),
    getMany: (keys) => cache.getMany(keys),
    getOrSet: (key, load) => cache.getOrSet(key, load),
    settle: () => cache.flush(),
    close: async () => {
      await cache.close();
      for (const tier of tiers) await tier.close();
    },
  };
}
