import { RedisCacheProvider } from '@modular-agent/cache-redis';
import type { Contender, ContenderSettings } from '../contender.ts';

/** RedisCacheProvider with its defaults, whose ttl is an hour; but for its deadline, where throughput is measured. */
export async function open({ url, isPatient }: ContenderSettings): Promise<Contender> {
  const cache = new RedisCacheProvider({ url, ...(isPatient ? { socketTimeout: '5s' } : {}) });
  await cache.exists('ready');
  return {
    get: (key) => cache.get(key),
    set: (key, value) => cache.set(key, value),
    getMany: (keys) => cache.getMany(keys),
    setMany: (entries) => cache.setMany(entries),
    close: () => cache.close(),
  };
}
