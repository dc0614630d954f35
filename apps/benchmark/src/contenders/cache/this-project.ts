import { createCache } from '@modular-agent/cache';
import { MemoryCacheProvider } from '@modular-agent/cache-memory';
import type { Contender } from '../contender.ts';

/** A cache over memory, with its defaults: 1,000 entries, an hour. */
export async function open(): Promise<Contender> {
  const memory = new MemoryCacheProvider();
  const cache = createCache({ name: 'answers', tiers: [memory] });
  return {
    get: (key) => cache.get(key),
    set: (key, value) => cache.set(key, value),
    getOrSet: (key, load) => cache.getOrSet(key, load),
    close: async () => {
      await cache.close();
      await memory.close();
    },
  };
}
