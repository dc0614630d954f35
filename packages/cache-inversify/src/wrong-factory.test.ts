import { fileURLToPath } from 'node:url';
import { loadConfig } from '@modular-agent/cache-config';
import { CacheOptionError, type CacheProvider } from '@modular-agent/cache-contract';
import { Container } from 'inversify';
import { describe, expect, it } from 'vitest';
import { CacheProviderToken } from './cache-provider-token.ts';
import { createCacheModule } from './create-cache-module.ts';
import type { ProviderFactory } from './provider-factory.ts';
import { ClosingProvider } from './test/closing-provider.ts';
import { load } from './test/load.ts';

/** As JavaScript may give it. */
type Factory = ProviderFactory<unknown>;

const globalYaml = fileURLToPath(new URL('../../../configs/global.yaml', import.meta.url));

describe('createCacheModule refuses', () => {
  it.each([[undefined], [null], ['memory']])('%j for the factories', async (providers) => {
    const config = await load();
    const create = (): unknown => createCacheModule({ config, providers: providers as unknown as object });

    expect(create).toThrow(CacheOptionError);
    expect(create).toThrow('createCacheModule: providers must be an object with factories by name');
  });

  it.each([[null], [5], [{ get: () => undefined }]])('%j for a factory, and names it', async (factory) => {
    const config = await load();
    const create = (): unknown => createCacheModule({ config, providers: { memory: factory as unknown as Factory } });

    expect(create).toThrow(CacheOptionError);
    expect(create).toThrow('providers["memory"] must be a factory');
  });

  it('no factory that is left undefined for a provider that is not enabled', async () => {
    const config = await load({ enabled: false });
    const providers = { memory: () => new ClosingProvider('memory', []), redis: undefined as unknown as Factory };

    expect(() => createCacheModule({ config, providers })).not.toThrow();
  });
});

describe('a factory that returns no provider', () => {
  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'returned no cache provider'],
    ['a text', 'redis', 'returned no cache provider'],
    ['what can not be closed', { get: () => undefined }, 'returned no cache provider'],
    ['a promise', Promise.resolve(), 'returned a promise; factories are synchronous'],
  ])('but %s is told with its name and the line of the YAML', async (_, made, problem) => {
    const { config } = await loadConfig({ files: globalYaml, env: {} });
    const { line, column } = config.cache.providers.memory.source;
    const container = new Container();
    container.load(
      createCacheModule({
        config,
        providers: { memory: () => made as CacheProvider, redis: () => new ClosingProvider('redis', []) },
      }),
    );
    const get = (): unknown => container.get(CacheProviderToken);

    expect(get).toThrow(CacheOptionError);
    expect(get).toThrow(`${globalYaml}:${line}:${column}: the factory of the cache provider "memory"`);
    expect(get).toThrow(problem);
  });

  it('keeps no other open when the module is unloaded', async () => {
    const log: string[] = [];
    const module = createCacheModule({
      config: await load({ enabled: true }),
      providers: {
        memory: () => new ClosingProvider('memory', log),
        redis: () => Promise.resolve() as unknown as CacheProvider,
      },
    });
    const container = new Container();
    container.load(module);
    container.get(CacheProviderToken);
    expect(() => container.get(CacheProviderToken, { name: 'redis' })).toThrow(CacheOptionError);

    await container.unloadAsync(module);

    expect(log).toEqual(['memory closes', 'memory is closed']);
  });
});
