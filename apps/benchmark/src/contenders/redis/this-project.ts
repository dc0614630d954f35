import { RedisCacheProvider } from '@modular-agent/cache-redis';
import type { Contender, ContenderSettings } from '../contender.ts';

/** RedisCacheProvider with its defaults, whose ttl is an hour. */
export async function open({ url }: ContenderSettings): Promise<Contender> {
  const cache = new RedisCacheProvider({ url });
  await cache.exists('ready');
  return {
    get: (key) => cache.get(key),
    set: (key, value) => cache.set(key, value),
    getMany: (keys) => cache.getMany(keys),
    setMany: (entries) => cache.setMany(entries),
    close: () => cache.close(),
  };
}
