import { loadConfig } from '@modular-agent/cache-config';
import { CacheClosedError, type CacheProvider } from '@modular-agent/cache-contract';
import { MemoryCacheProvider } from '@modular-agent/cache-memory';
import { RedisCacheProvider } from '@modular-agent/cache-redis';
import { Container, type ContainerModule } from 'inversify';
import { describe, expect, it, vi } from 'vitest';
import { CacheProviderToken } from './cache-provider-token.ts';
import { createCacheModule } from './create-cache-module.ts';
import { ClosingProvider } from './test/closing-provider.ts';
import { load } from './test/load.ts';

/** A container with memory and, in place of Redis, another memory; both tell a log how they close. */
async function start(
  failures: { readonly memory?: Error; readonly redis?: Error } = {},
): Promise<{ readonly container: Container; readonly module: ContainerModule; readonly log: string[] }> {
  const log: string[] = [];
  const module = createCacheModule({
    config: await load({ enabled: true }),
    providers: {
      memory: () => new ClosingProvider('memory', log, failures.memory),
      redis: () => new ClosingProvider('redis', log, failures.redis),
    },
  });
  const container = new Container();
  container.load(module);
  return { container, module, log };
}

describe('an enabled provider', () => {
  it('is got by its name', async () => {
    const { container } = await start();

    expect(container.get(CacheProviderToken, { name: 'redis' }).name).toBe('redis');
    expect(container.get(CacheProviderToken, { name: 'memory', optional: true })?.name).toBe('memory');
  });

  it('is a singleton, and the default one is the same unnamed', async () => {
    const { container } = await start();
    const memory = container.get(CacheProviderToken, { name: 'memory' });

    expect(container.get(CacheProviderToken)).toBe(memory);
    expect(container.get(CacheProviderToken, { name: 'memory' })).toBe(memory);
    expect(container.get(CacheProviderToken, { name: 'redis' })).not.toBe(memory);
  });

  it('is the default one if the configuration says so', async () => {
    const module = createCacheModule({
      config: await load({ enabled: true }, 'redis'),
      providers: { memory: () => new MemoryCacheProvider(), redis: () => new MemoryCacheProvider({ name: 'shared' }) },
    });
    const container = new Container();
    container.load(module);

    expect(container.get(CacheProviderToken).name).toBe('shared');
    await container.unloadAsync(module);
  });

  it('is not made before it is asked for', async () => {
    const memory = vi.fn<() => CacheProvider>(() => new MemoryCacheProvider());
    const redis = vi.fn<() => CacheProvider>(() => new MemoryCacheProvider());
    const module = createCacheModule({ config: await load({ enabled: true }), providers: { memory, redis } });
    const container = new Container();
    container.load(module);
    expect(memory).not.toHaveBeenCalled();

    container.get(CacheProviderToken);
    container.get(CacheProviderToken);

    expect(memory).toHaveBeenCalledTimes(1);
    expect(redis).not.toHaveBeenCalled();
    await container.unloadAsync(module);
  });

  it('gets its options as the configuration has them, and is named as its section', async () => {
    const { config } = await loadConfig({
      files: [],
      overrides: { cache: { providers: { memory: { enabled: true, max_size: 1 } } } },
    });
    const module = createCacheModule({
      config,
      providers: {
        memory: (options) => new MemoryCacheProvider(options),
        redis: (options) => new RedisCacheProvider(options),
      },
    });
    const container = new Container();
    container.load(module);
    const memory = container.get(CacheProviderToken);

    await memory.set('a', 1);
    await memory.set('b', 2);

    expect(await memory.getSize()).toBe(1);
    expect(memory.name).toBe('memory');
    await container.unloadAsync(module);
  });

  it('that could not be made is tried again when it is asked for again', async () => {
    let tries = 0;
    const module = createCacheModule({
      config: await load(),
      providers: {
        memory: () => {
          tries += 1;
          if (tries === 1) throw new Error('not now');
          return new MemoryCacheProvider();
        },
      },
    });
    const container = new Container();
    container.load(module);

    expect(() => container.get(CacheProviderToken)).toThrow('not now');
    expect(container.get(CacheProviderToken).name).toBe('memory');
    await container.unloadAsync(module);
  });
});

describe('a provider that is not enabled', () => {
  it('is absent where it is optional, and an error where it is not', async () => {
    const module = createCacheModule({
      config: await load({ enabled: false }),
      providers: { memory: () => new MemoryCacheProvider(), redis: () => new MemoryCacheProvider() },
    });
    const container = new Container();
    container.load(module);

    expect(container.get(CacheProviderToken, { name: 'redis', optional: true })).toBeUndefined();
    expect(() => container.get(CacheProviderToken, { name: 'redis' })).toThrow('No bindings found');
  });

  it('needs no factory', async () => {
    const config = await load({ enabled: false });

    expect(() => createCacheModule({ config, providers: { memory: () => new MemoryCacheProvider() } })).not.toThrow();
  });
});

describe('unloading', () => {
  it('closes what was made, once, the last made first, and nothing else', async () => {
    const { container, module, log } = await start();
    container.get(CacheProviderToken);
    container.get(CacheProviderToken, { name: 'redis' });

    await container.unloadAsync(module);

    expect(log).toEqual(['redis closes', 'redis is closed', 'memory closes', 'memory is closed']);
  });

  it('makes and closes nothing that nobody asked for', async () => {
    const { container, module, log } = await start();

    container.unload(module);

    expect(log).toEqual([]);
  });

  it('leaves nothing bound, and closed providers closed', async () => {
    const { container, module } = await start();
    const memory = container.get(CacheProviderToken);

    await container.unloadAsync(module);

    expect(container.isBound(CacheProviderToken)).toBe(false);
    expect(container.get(CacheProviderToken, { optional: true })).toBeUndefined();
    await expect(memory.get('a')).rejects.toThrow(CacheClosedError);
  });

  it.each([
    ['unloading again', (container: Container, module: ContainerModule) => container.unloadAsync(module)],
    ['unbinding everything', (container: Container) => container.unbindAllAsync()],
  ])('is not undone by %s', async (_, end) => {
    const { container, module, log } = await start();
    container.get(CacheProviderToken);
    await container.unloadAsync(module);

    await end(container, module);

    expect(log).toEqual(['memory closes', 'memory is closed']);
  });

  it('can be done by unbinding everything', async () => {
    const { container, log } = await start();
    container.get(CacheProviderToken);
    container.get(CacheProviderToken, { name: 'redis' });

    await container.unbindAllAsync();

    expect(log).toEqual(['redis closes', 'redis is closed', 'memory closes', 'memory is closed']);
    expect(container.isBound(CacheProviderToken)).toBe(false);
  });

  it('twice at once closes each provider once', async () => {
    const { container, module, log } = await start();
    container.get(CacheProviderToken);

    await Promise.all([container.unloadAsync(module), container.unloadAsync(module)]);

    expect(log).toEqual(['memory closes', 'memory is closed']);
  });

  it('closes the others where one fails, tells the failure when all are done, and can be done again', async () => {
    const failure = new Error('the disk is full');
    const { container, module, log } = await start({ redis: failure });
    container.get(CacheProviderToken);
    container.get(CacheProviderToken, { name: 'redis' });

    await expect(container.unloadAsync(module)).rejects.toBe(failure);

    expect(log).toEqual(['redis closes', 'redis is closed', 'memory closes', 'memory is closed']);
    await container.unloadAsync(module);
    expect(container.isBound(CacheProviderToken)).toBe(false);
    expect(log).toHaveLength(4);
  });

  it('tells every failure', async () => {
    const failures = { memory: new Error('one'), redis: new Error('two') };
    const { container, module } = await start(failures);
    container.get(CacheProviderToken);
    container.get(CacheProviderToken, { name: 'redis' });

    await expect(container.unloadAsync(module)).rejects.toMatchObject({
      message: '2 caches or providers could not be closed',
      errors: [failures.redis, failures.memory],
    });
  });

  it('without waiting is refused by the container where something is open, and can be done right after it', async () => {
    const { container, module, log } = await start();
    container.get(CacheProviderToken);

    expect(() => {
      container.unload(module);
    }).toThrow('unloadAsync');

    await container.unloadAsync(module);
    expect(log).toEqual(['memory closes', 'memory is closed']);
    expect(container.isBound(CacheProviderToken)).toBe(false);
  });

  it('lets the module be loaded again, with new providers', async () => {
    const { container, module } = await start();
    const first = container.get(CacheProviderToken);
    await container.unloadAsync(module);

    container.load(module);
    const second = container.get(CacheProviderToken);

    expect(second).not.toBe(first);
    await second.set('a', 1);
    await container.unloadAsync(module);
  });

  it('closes no provider of another container', async () => {
    const { container, module } = await start();
    const other = new Container();
    other.load(module);
    const provider = other.get(CacheProviderToken);
    expect(container.get(CacheProviderToken)).not.toBe(provider);

    await container.unloadAsync(module);

    await provider.set('a', 1);
    expect(await provider.get('a')).toBe(1);
    await other.unloadAsync(module);
  });

  it('closes a provider before the one that it stands on', async () => {
    const log: string[] = [];
    const module = createCacheModule({
      config: await load({ enabled: true }),
      providers: {
        memory: () => new ClosingProvider('memory', log),
        redis: (_, context) => {
          expect(context.get(CacheProviderToken, { name: 'memory' }).name).toBe('memory');
          return new ClosingProvider('redis', log);
        },
      },
    });
    const container = new Container();
    container.load(module);
    container.get(CacheProviderToken, { name: 'redis' });

    await container.unloadAsync(module);

    expect(log).toEqual(['redis closes', 'redis is closed', 'memory closes', 'memory is closed']);
  });
});
