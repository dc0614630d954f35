import { createKeyv } from '@keyv/redis';
import { Cacheable } from 'cacheable';
import { timeToLive, type Contender, type ContenderSettings } from '../contender.ts';

/** cacheable with Redis as its only store, so that its memory does not answer. */
export async function open({ url }: ContenderSettings): Promise<Contender> {
  const cache = new Cacheable({ primary: createKeyv(url) });
  cache.on('error', () => undefined);
  cache.primary.on('error', () => undefined);
  await cache.has('ready');
  return {
    get: (key) => cache.get(key),
    set: (key, value) => cache.set(key, value, timeToLive),
    getMany: (keys) => cache.getMany([...keys]),
    setMany: (entries) => cache.setMany(entries.map(([key, value]) => ({ key, value, ttl: timeToLive }))),
    close: () => cache.disconnect(),
  };
}
