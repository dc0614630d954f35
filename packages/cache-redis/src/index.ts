export type { RedisCacheProviderOptions } from './options/redis-cache-provider-options.ts';
export { RedisCacheProvider } from './redis-cache-provider.ts';
