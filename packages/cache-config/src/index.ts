export type {
  BuiltInProviders,
  CacheConfig,
  NamedCacheConfig,
  ProviderConfig,
  ProviderConfigs,
} from './cache-config.ts';
export type { NamedCacheOptions } from './caches/named-cache-options.ts';
export { ConfigError } from './config-error.ts';
export type { Environment } from './interpolation/interpolate.ts';
export { loadConfig } from './load-config.ts';
export type { LoadConfigOptions, LoadedConfig, NoSchemas, ProviderSchemas } from './load-config.ts';
export { formatProblem } from './problem.ts';
export type { ConfigProblem } from './problem.ts';
export type { MemoryProviderOptions } from './provider/memory-provider-options.ts';
export type { RedisClusterSettings } from './provider/redis-cluster-settings.ts';
export type { RedisProviderOptions } from './provider/redis-provider-options.ts';
export type { RedisSentinelSettings } from './provider/redis-sentinel-settings.ts';
export type { RedisTlsSettings } from './provider/redis-tls-settings.ts';
export type { ConfigOverrides, OverrideValue } from './source/override-node.ts';
export { formatLocation } from './source/source-location.ts';
export type { SourceLocation } from './source/source-location.ts';
export type { SchemaOutput, StandardIssue, StandardResult, StandardSchema } from './standard-schema.ts';
