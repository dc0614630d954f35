import { MemoryCacheProvider } from '@modular-agent/cache-memory';
import type { Contender, ContenderSettings } from '../contender.ts';
import { newRedis, openOver } from '../tiers/caches.ts';

/** The cache with its defaults over Redis, or over memory and Redis. */
export function open(settings: ContenderSettings): Promise<Contender> {
  return openNamed('answers', settings);
}

/** The same cache with `get` in the place of `getOrSet`, to show what the loader's path costs a hit. */
export async function openWithGet(settings: ContenderSettings): Promise<Contender> {
  const contender = await openNamed('answers by get', settings);
  return { ...contender, getOrSet: contender.get };
}

function openNamed(name: string, { url, memoryEntries }: ContenderSettings): Promise<Contender> {
  const redis = newRedis(url);
  return openOver(
    name,
    memoryEntries === 0 ? [redis] : [new MemoryCacheProvider({ maxEntries: memoryEntries }), redis],
  );
}
