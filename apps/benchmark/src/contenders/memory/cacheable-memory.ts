import { CacheableMemory } from 'cacheable';
import { timeToLive, type Contender } from '../contender.ts';

/** The synchronous map of cacheable, bounded as the others are. */
export async function open(): Promise<Contender> {
  const cache = new CacheableMemory({ ttl: timeToLive, lruSize: 1_000 });
  const get = (key: string): unknown => cache.get(key);
  const set = (key: string, value: unknown): unknown => cache.set(key, value);
  return { get, set, getSync: get, setSync: set, close: async () => cache.clear() };
}
