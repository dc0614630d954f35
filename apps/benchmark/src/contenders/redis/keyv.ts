import { createKeyv } from '@keyv/redis';
import { timeToLive, type Contender, type ContenderSettings } from '../contender.ts';

/** keyv on @keyv/redis, made by `createKeyv` as its documentation shows first. */
export async function open({ url }: ContenderSettings): Promise<Contender> {
  const cache = createKeyv(url);
  cache.on('error', () => undefined);
  await cache.has('ready');
  return {
    get: (key) => cache.get(key),
    set: (key, value) => cache.set(key, value, timeToLive),
    getMany: (keys) => cache.getMany([...keys]),
    setMany: (entries) => cache.setMany(entries.map(([key, value]) => ({ key, value, ttl: timeToLive }))),
    close: () => cache.disconnect(),
  };
}
