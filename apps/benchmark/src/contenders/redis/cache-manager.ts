import { createKeyv } from '@keyv/redis';
import { createCache } from 'cache-manager';
import { timeToLive, type Contender, type ContenderSettings } from '../contender.ts';

/** cache-manager with Redis as its only store. */
export async function open({ url }: ContenderSettings): Promise<Contender> {
  const store = createKeyv(url);
  store.on('error', () => undefined);
  const cache = createCache({ stores: [store] });
  await cache.get('ready');
  return {
    get: (key) => cache.get(key),
    set: (key, value) => cache.set(key, value, timeToLive),
    getMany: (keys) => cache.mget([...keys]),
    setMany: (entries) => cache.mset(entries.map(([key, value]) => ({ key, value, ttl: timeToLive }))),
    close: () => cache.disconnect(),
  };
}
