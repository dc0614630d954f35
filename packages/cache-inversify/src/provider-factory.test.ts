import { loadConfig, type StandardSchema } from '@modular-agent/cache-config';
import { MemoryCacheProvider, type MemoryCacheOptions } from '@modular-agent/cache-memory';
import { RedisCacheProvider, type RedisCacheProviderOptions } from '@modular-agent/cache-redis';
import { Container } from 'inversify';
import { expect, expectTypeOf, it } from 'vitest';
import { CacheProviderToken } from './cache-provider-token.ts';
import { createCacheModule } from './create-cache-module.ts';

interface DiskOptions {
  readonly folder: string;
}

const diskSchema: StandardSchema<DiskOptions> = {
  '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value: value as DiskOptions }) },
};

it('a factory gets the options of its own provider, also of a third-party one', async () => {
  const { config } = await loadConfig({
    files: [],
    overrides: {
      cache: { default_provider: 'disk', providers: { disk: { enabled: true, folder: '/var/cache' } } },
    },
    providers: { disk: diskSchema },
  });
  const module = createCacheModule({
    config,
    providers: {
      memory: (options) => {
        expectTypeOf(options).toExtend<MemoryCacheOptions>();
        return new MemoryCacheProvider(options);
      },
      redis: (options) => {
        expectTypeOf(options).toExtend<RedisCacheProviderOptions>();
        return new RedisCacheProvider(options);
      },
      disk: (options) => {
        expectTypeOf(options).toEqualTypeOf<DiskOptions>();
        return new MemoryCacheProvider({ name: options.folder });
      },
    },
  });
  const container = new Container();
  container.load(module);

  expect(container.get(CacheProviderToken).name).toBe('/var/cache');
  await container.unloadAsync(module);
});

it('a factory of a provider that the configuration can not have is a type error', async () => {
  const { config } = await loadConfig({
    files: [],
    overrides: { cache: { providers: { memory: { enabled: true } } } },
  });

  createCacheModule({
    config,
    providers: {
      memory: () => new MemoryCacheProvider(),
      // @ts-expect-error: no schema for it was passed to `loadConfig`
      disk: () => new MemoryCacheProvider(),
    },
  });
  expect(config.cache.providers.memory.enabled).toBe(true);
});
