export type { RedisCredentials, RedisCredentialsProvider } from './options/credentials.ts';
export type { RedisCacheProviderOptions } from './options/redis-cache-provider-options.ts';
export type { RedisClientLike } from './options/redis-client-like.ts';
export type { RedisTlsOptions } from './options/tls-options.ts';
export type { OperationCounts } from './metrics/call-metrics.ts';
export type { CallEvent, StateEvent } from './metrics/channels.ts';
export type { RedisCacheState } from './connection/redis-cache-state.ts';
export type { RedisProviderStats } from './metrics/redis-provider-stats.ts';
export { RedisCacheProvider } from './redis-cache-provider.ts';
