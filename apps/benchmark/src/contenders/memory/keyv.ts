import { Keyv } from 'keyv';
import { timeToLive, type Contender } from '../contender.ts';

/** keyv on the Map that it takes by default. */
export async function open(): Promise<Contender> {
  const cache = new Keyv({ ttl: timeToLive });
  return {
    get: (key) => cache.get(key),
    set: (key, value) => cache.set(key, value),
    close: () => cache.disconnect(),
  };
}
