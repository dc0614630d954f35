// Loads a value that can't be stored, then another under the same key, and ends without closing anything.
import { RedisCacheProvider, type RedisCacheProviderOptions } from '@modular-agent/cache-redis';
import { createCache } from '../../../index.ts';

const { redis } = JSON.parse(process.argv[2] ?? '{}') as { readonly redis: RedisCacheProviderOptions };
const cache = createCache({ name: 'answers', tiers: [new RedisCacheProvider(redis)], onProblem: () => {} });
const large = 10n ** 10_001n;
console.log((await cache.getOrSet('k', () => large)) === large);
console.log(await cache.getOrSet('k', () => 1));
