// Writes 2,000 numbers with the first call of the process, and ends without closing anything.
import { MemoryCacheProvider } from '@modular-agent/cache-memory';
import { RedisCacheProvider, type RedisCacheProviderOptions } from '@modular-agent/cache-redis';
import { createCache } from '../../../index.ts';

interface Options {
  readonly redis: RedisCacheProviderOptions;
  readonly hasMemory: boolean;
  readonly write: 'setMany' | 'getOrSetMany' | 'getOrSet';
}

const { redis, hasMemory, write } = JSON.parse(process.argv[2] ?? '{}') as Options;
const shared = new RedisCacheProvider(redis);
const cache = createCache({ name: 'answers', tiers: hasMemory ? [new MemoryCacheProvider(), shared] : [shared] });
const entries = Array.from({ length: 2_000 }, (_, index) => [`k ${index}`, index] as const);
if (write === 'setMany') await cache.setMany(entries);
else if (write === 'getOrSetMany')
  await cache.getOrSetMany(
    entries.map(([key]) => key),
    () => new Map(entries),
  );
else await Promise.all(entries.map(([key, value]) => cache.getOrSet(key, () => value)));
