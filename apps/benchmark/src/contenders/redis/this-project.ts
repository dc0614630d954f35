import { RedisCacheProvider, type RedisCacheProviderOptions } from '@modular-agent/cache-redis';
import type { Contender, ContenderSettings } from '../contender.ts';

/** RedisCacheProvider with its defaults, whose ttl is an hour; but for its deadline, where throughput is measured. */
export function open(settings: ContenderSettings): Promise<Contender> {
  return openWith(settings, {});
}

/** The same, with its reads on the connection of its writes. */
export function openWithOneConnection(settings: ContenderSettings): Promise<Contender> {
  return openWith(settings, { maxConnections: 1 });
}

async function openWith({ url, isPatient }: ContenderSettings, options: RedisCacheProviderOptions): Promise<Contender> {
  const cache = new RedisCacheProvider({ url, ...(isPatient ? { socketTimeout: '5s' } : {}), ...options });
  await cache.exists('ready');
  return {
    get: (key) => cache.get(key),
    set: (key, value) => cache.set(key, value),
    getMany: (keys) => cache.getMany(keys),
    setMany: (entries) => cache.setMany(entries),
    close: () => cache.close(),
  };
}
