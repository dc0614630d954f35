import { Cacheable } from 'cacheable';
import { timeToLive, type Contender } from '../contender.ts';

/** cacheable on the store in memory that it takes by default. */
export async function open(): Promise<Contender> {
  const cache = new Cacheable({ ttl: timeToLive });
  return {
    get: (key) => cache.get(key),
    set: (key, value) => cache.set(key, value),
    close: () => cache.disconnect(),
  };
}
