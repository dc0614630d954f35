import { createCache } from 'async-cache-dedupe';
import type { Contender } from '../contender.ts';

/** Seconds. */
const hour = 3_600;

/** async-cache-dedupe on the store in memory that it takes by default. Its loader is given once, for all calls. */
export async function open(): Promise<Contender> {
  const values = new Map<string, unknown>();
  const cache = createCache({ ttl: hour, storage: { type: 'memory', options: { size: 1_000 } } }).define(
    'load',
    async (key: string) => values.get(key),
  );
  const get = (key: string): Promise<unknown> => cache.load(key);
  return {
    get,
    set: async (key, value) => {
      values.set(key, value);
      await cache.clear('load', key);
      await cache.load(key);
    },
    getOrSet: get,
    close: async () => values.clear(),
  };
}
