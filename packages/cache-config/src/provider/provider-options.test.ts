import type { MemoryCacheOptions } from '@modular-agent/cache-memory';
import type {
  CompressionOptions,
  RedisCacheProviderOptions,
  RedisClusterOptions,
  RedisSentinelOptions,
  RedisTlsOptions,
} from '@modular-agent/cache-redis';
import { expectTypeOf, it } from 'vitest';
import type { MemoryProviderOptions } from './memory-provider-options.ts';
import type { RedisClusterSettings } from './redis-cluster-settings.ts';
import type { RedisCompressionSettings } from './redis-compression.ts';
import type { RedisProviderOptions } from './redis-provider-options.ts';
import type { RedisSentinelSettings } from './redis-sentinel-settings.ts';
import type { RedisTlsSettings } from './redis-tls-settings.ts';

/** The name of a provider is the name of its section. */
type NotInYaml = 'name';

/** Functions, and an object with a connection of its own: only code can give them. */
type OnlyInCode = 'credentialsProvider' | 'slot' | 'client';

it('has in YAML every option of the memory provider, and no other', () => {
  expectTypeOf<MemoryProviderOptions>().toExtend<MemoryCacheOptions>();
  expectTypeOf<keyof MemoryProviderOptions>().toEqualTypeOf<Exclude<keyof MemoryCacheOptions, NotInYaml>>();
});

it('has in YAML every option of the Redis provider that a text can give, and no other', () => {
  expectTypeOf<RedisProviderOptions>().toExtend<RedisCacheProviderOptions>();
  expectTypeOf<keyof RedisProviderOptions>().toEqualTypeOf<
    Exclude<keyof RedisCacheProviderOptions, NotInYaml | OnlyInCode>
  >();
});

it('has in YAML every option of Sentinels and of a Cluster, and no other', () => {
  expectTypeOf<keyof RedisSentinelSettings>().toEqualTypeOf<keyof RedisSentinelOptions>();
  expectTypeOf<keyof RedisClusterSettings>().toEqualTypeOf<keyof RedisClusterOptions>();
});

it('has in YAML every option of compression, and no other', () => {
  expectTypeOf<keyof RedisCompressionSettings>().toEqualTypeOf<keyof CompressionOptions>();
});

it('has in YAML every option of TLS, and no other', () => {
  expectTypeOf<keyof RedisTlsSettings>().toEqualTypeOf<keyof RedisTlsOptions>();
});
