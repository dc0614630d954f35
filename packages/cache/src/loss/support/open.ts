import { randomUUID } from 'node:crypto';
import { MemoryCacheProvider, type MemoryCacheOptions } from '@modular-agent/cache-memory';
import { RedisCacheProvider, type RedisCacheProviderOptions } from '@modular-agent/cache-redis';
import { createCache, type CacheProblem, type Cache, type CacheOptions } from '../../index.ts';

export type Tiering = 'memory alone' | 'memory + Redis' | 'Redis alone';

export const tierings: readonly Tiering[] = ['memory alone', 'memory + Redis', 'Redis alone'];
export const sharedTierings: readonly Tiering[] = ['memory + Redis', 'Redis alone'];

/** A cache with providers of its own, as one process has it. Disposing closes all of them. */
export interface OpenCache extends AsyncDisposable {
  readonly cache: Cache;
  readonly redis: RedisCacheProvider;
  readonly memory: MemoryCacheProvider;
  /** What the cache reported, in order. */
  readonly problems: readonly CacheProblem[];
}

export interface OpenOptions extends Partial<Omit<CacheOptions, 'tiers'>> {
  readonly memory?: MemoryCacheOptions;
}

/** Provider options for keys that no other test uses. */
export function placeOn(server: RedisCacheProviderOptions): RedisCacheProviderOptions {
  return { ...server, keyPrefix: `${randomUUID()}:` };
}

/** Opens a cache over these tiers at its defaults, without jitter. */
export function open(tiering: Tiering, place: RedisCacheProviderOptions, options: OpenOptions = {}): OpenCache {
  const { memory: memoryOptions, ...cacheOptions } = options;
  const memory = new MemoryCacheProvider({ maxEntries: 200_000, ...memoryOptions });
  const redis = new RedisCacheProvider(place);
  const problems: CacheProblem[] = [];
  const tiers = {
    'memory alone': [memory],
    'memory + Redis': [memory, redis],
    'Redis alone': [redis],
  } as const;
  const cache = createCache({
    name: 'answers',
    jitter: 0,
    onProblem: (problem) => void problems.push(problem),
    ...cacheOptions,
    tiers: tiers[tiering],
  });
  return {
    cache,
    redis,
    memory,
    problems,
    [Symbol.asyncDispose]: async () => {
      await cache.close();
      await redis.close();
      await memory.close();
    },
  };
}
