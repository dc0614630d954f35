import { MemoryCacheProvider } from '@modular-agent/cache-memory';
import type { Contender } from '../contender.ts';

/** MemoryCacheProvider with its defaults: 1,000 entries, an hour. */
export async function open(): Promise<Contender> {
  const cache = new MemoryCacheProvider();
  return {
    get: (key) => cache.get(key),
    set: (key, value) => cache.set(key, value),
    getSync: (key) => cache.getSync(key),
    setSync: (key, value) => cache.setSync(key, value),
    close: () => cache.close(),
  };
}
