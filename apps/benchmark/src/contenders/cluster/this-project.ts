import { RedisCacheProvider } from '@modular-agent/cache-redis';
import type { Contender, ContenderSettings } from '../contender.ts';

/** RedisCacheProvider with its defaults, but for its deadline. */
export async function open({ url }: ContenderSettings): Promise<Contender> {
  const cache = new RedisCacheProvider({ cluster: { nodes: url.split(',') }, socketTimeout: '5s' });
  await cache.exists('ready');
  return {
    get: (key) => cache.get(key),
    set: (key, value) => cache.set(key, value),
    close: () => cache.close(),
  };
}
