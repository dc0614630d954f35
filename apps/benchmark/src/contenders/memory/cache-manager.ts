import { createCache } from 'cache-manager';
import { timeToLive, type Contender } from '../contender.ts';

/** cache-manager on the store in memory that it takes by default. */
export async function open(): Promise<Contender> {
  const cache = createCache({ ttl: timeToLive });
  return {
    get: (key) => cache.get(key),
    set: (key, value) => cache.set(key, value),
    close: () => cache.disconnect(),
  };
}
