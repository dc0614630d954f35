import type { CacheProvider } from '@modular-agent/cache-contract';
import { MemoryCacheProvider } from '@modular-agent/cache-memory';
import { RedisCacheProvider } from '@modular-agent/cache-redis';
import type { Contender, ContenderSettings } from '../contender.ts';

/** The provider in memory, asked and filled by hand. */
export async function openMemory(): Promise<Contender> {
  return byHand(new MemoryCacheProvider());
}

/** The provider on Redis, asked and filled by hand. */
export async function openRedis({ url }: ContenderSettings): Promise<Contender> {
  const provider = new RedisCacheProvider({ url, socketTimeout: '5s' });
  await provider.exists('ready');
  return byHand(provider);
}

/** As a program does that has no more: look, else load and store. */
function byHand(provider: CacheProvider): Contender {
  return {
    get: (key) => provider.get(key),
    set: (key, value) => provider.set(key, value),
    getMany: (keys) => provider.getMany(keys),
    getOrSet: async (key, load) => {
      const found = await provider.get(key);
      if (found !== undefined) return found;
      const loaded = await load();
      await provider.set(key, loaded);
      return loaded;
    },
    close: () => provider.close(),
  };
}
