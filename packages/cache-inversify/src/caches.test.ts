import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { CacheStateEvent } from '@modular-agent/cache';
import { loadConfig, type ConfigOverrides, type StandardSchema } from '@modular-agent/cache-config';
import { CacheClosedError, CacheOptionError } from '@modular-agent/cache-contract';
import { MemoryCacheProvider } from '@modular-agent/cache-memory';
import { Container, type ContainerModule } from 'inversify';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { CacheProviderToken } from './cache-provider-token.ts';
import { CacheToken } from './cache-token.ts';
import { createCacheModule } from './create-cache-module.ts';
import { ClosingProvider } from './test/closing-provider.ts';

const anything: StandardSchema = {
  '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) },
};

interface Started {
  readonly container: Container;
  readonly module: ContainerModule;
  /** What closes, in its order. */
  readonly log: string[];
}

/** A container with memory, a third party's `other` memory, and what is said of caches. */
async function start(cache: ConfigOverrides): Promise<Started> {
  const log: string[] = [];
  const { config } = await loadConfig({
    files: [],
    env: {},
    overrides: { cache: { ...cache, providers: { memory: { enabled: true }, other: { enabled: true } } } },
    providers: { other: anything },
  });
  const module = createCacheModule({
    config,
    providers: { memory: () => new ClosingProvider('memory', log), other: () => new ClosingProvider('other', log) },
  });
  const container = new Container();
  container.load(module);
  onTestFinished(() => container.unloadAsync(module));
  return { container, module, log };
}

describe('a cache', () => {
  it('is got by its name, and the default one unnamed', async () => {
    const { container } = await start({ name: 'agent', caches: { answers: {} } });

    expect(container.get(CacheToken).name).toBe('agent');
    expect(container.get(CacheToken)).toBe(container.get(CacheToken, { name: 'agent' }));
    expect(container.get(CacheToken, { name: 'answers' }).name).toBe('answers');
    expect(container.get(CacheToken, { name: 'answers' })).toBe(container.get(CacheToken, { name: 'answers' }));
    expect(container.get(CacheToken, { name: 'floppy', optional: true })).toBeUndefined();
  });

  it('stands on the providers that are bound, and keeps its entries apart from those of others', async () => {
    const { container } = await start({ caches: { answers: { tiers: ['other'] }, tools: {} } });
    const [memory, other] = ['memory', 'other'].map((name) => container.get(CacheProviderToken, { name }));

    await container.get(CacheToken, { name: 'answers' }).set('key', 'answer');
    await container.get(CacheToken, { name: 'tools' }).set('key', 'result');

    expect([await memory?.getSize(), await other?.getSize()]).toEqual([1, 1]);
    expect(await container.get(CacheToken).get('key')).toBeUndefined();
    expect(await container.get(CacheToken, { name: 'tools' }).get('key')).toBe('result');
  });

  it('has the options of the configuration', async () => {
    const { container } = await start({ ttl: '1h', jitter: 0, caches: { answers: { ttl: '5m' } } });
    const { remainingTtl } = await container.get(CacheToken).getOrSetEntry('key', () => 'value');
    const answer = await container.get(CacheToken, { name: 'answers' }).getOrSetEntry('key', () => 'value');

    expect(remainingTtl).toBeGreaterThan(3_590_000);
    expect(answer.remainingTtl).toBeLessThanOrEqual(300_000);
  });

  it('is not made before it is asked for, nor are its providers', async () => {
    const memory = vi.fn<() => MemoryCacheProvider>(() => new MemoryCacheProvider());
    const { config } = await loadConfig({
      files: [],
      env: {},
      overrides: { cache: { providers: { memory: { enabled: true } } } },
    });
    const module = createCacheModule({ config, providers: { memory } });
    const container = new Container();
    container.load(module);
    expect(memory).not.toHaveBeenCalled();

    container.get(CacheToken);
    container.get(CacheToken);

    expect(memory).toHaveBeenCalledTimes(1);
    await container.unloadAsync(module);
  });
});

describe('a cache that can not be made', () => {
  it('of its tiers is told with its name and the place of its settings', async () => {
    const { container } = await start({ caches: { answers: { tiers: ['memory', 'other'] } } });
    const get = (): unknown => container.get(CacheToken, { name: 'answers' });

    expect(get).toThrow(CacheOptionError);
    expect(get).toThrow(/^overrides: the cache "answers", which is configured here, can't be made: "other" keeps its/);
    expect(container.get(CacheToken).name).toBe('default');
  });

  it('for want of a factory is told, with the caches that need it', async () => {
    const { config } = await loadConfig({
      files: [],
      env: {},
      overrides: {
        cache: {
          tiers: ['memory', 'redis'],
          caches: { answers: { tiers: ['redis'], fallback: 'memory' }, tools: { tiers: ['memory'] } },
          providers: { memory: { enabled: true }, redis: { enabled: true } },
        },
      },
    });
    const create = (): unknown => createCacheModule({ config, providers: { memory: () => new MemoryCacheProvider() } });

    expect(create).toThrow(
      expect.objectContaining({
        missing: [{ name: 'redis', source: { file: 'overrides' }, caches: ['default', 'answers'] }],
        message:
          'overrides: the cache provider "redis" is enabled here for the caches "default", "answers", but the app has no factory for it: install @modular-agent/cache-redis, and pass providers: { redis: (options) => new RedisCacheProvider(options) } to createCacheModule; or take it out of there and disable it',
      }),
    );
  });
});

describe('unloading', () => {
  it('closes a cache before its providers, whichever was asked for first', async () => {
    const { container, module, log } = await start({ caches: { answers: { tiers: ['other'] } } });
    const note = (event: unknown): void => {
      const { cache, state } = event as CacheStateEvent;
      log.push(`${cache} is ${state}`);
    };
    subscribe('modular-agent:cache:state', note);
    onTestFinished(() => void unsubscribe('modular-agent:cache:state', note));
    container.get(CacheProviderToken);
    const answers = container.get(CacheToken, { name: 'answers' });
    const cache = container.get(CacheToken);

    await container.unloadAsync(module);

    expect(log).toEqual([
      'default is closed',
      'answers is closed',
      'other closes',
      'other is closed',
      'memory closes',
      'memory is closed',
    ]);
    await expect(cache.get('key')).rejects.toThrow(CacheClosedError);
    await expect(answers.get('key')).rejects.toThrow(CacheClosedError);
    expect(container.isBound(CacheToken)).toBe(false);
  });

  it('lets the module be loaded again, with new caches', async () => {
    const { container, module } = await start({});
    const first = container.get(CacheToken);
    await container.unloadAsync(module);

    container.load(module);

    expect(container.get(CacheToken)).not.toBe(first);
    await container.get(CacheToken).set('key', 1);
    expect(await container.get(CacheToken).get('key')).toBe(1);
  });
});
