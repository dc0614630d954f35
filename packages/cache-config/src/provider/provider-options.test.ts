import type { MemoryCacheOptions } from '@modular-agent/cache-memory';
import type { RedisCacheProviderOptions } from '@modular-agent/cache-redis';
import { expectTypeOf, it } from 'vitest';
import type { MemoryProviderOptions } from './memory-provider-options.ts';
import type { RedisProviderOptions } from './redis-provider-options.ts';

/** The name of a provider is the name of its section. */
type NotInYaml = 'name';

it('has in YAML every option of the memory provider, and no other', () => {
  expectTypeOf<MemoryProviderOptions>().toExtend<MemoryCacheOptions>();
  expectTypeOf<keyof MemoryProviderOptions>().toEqualTypeOf<Exclude<keyof MemoryCacheOptions, NotInYaml>>();
});

it('has in YAML every option of the Redis provider, and no other', () => {
  expectTypeOf<RedisProviderOptions>().toExtend<RedisCacheProviderOptions>();
  expectTypeOf<keyof RedisProviderOptions>().toEqualTypeOf<Exclude<keyof RedisCacheProviderOptions, NotInYaml>>();
});
