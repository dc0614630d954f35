import { LRUCache } from 'lru-cache';
import { timeToLive, type Contender } from '../contender.ts';

/** lru-cache with a ttl: hands out the object that was stored, which anyone can change. */
export async function open(): Promise<Contender> {
  const cache = new LRUCache<string, object | string>({ max: 1_000, ttl: timeToLive });
  const get = (key: string): unknown => cache.get(key);
  const set = (key: string, value: unknown): unknown => cache.set(key, value as object | string);
  return { get, set, getSync: get, setSync: set, close: async () => cache.clear() };
}
