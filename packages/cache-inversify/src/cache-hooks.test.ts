import { createCache } from '@modular-agent/cache';
import { CacheOptionError } from '@modular-agent/cache-contract';
import { MemoryCacheProvider } from '@modular-agent/cache-memory';
import { Container } from 'inversify';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { CacheHooks } from './cache-hooks.ts';
import { CacheToken } from './cache-token.ts';
import { createCacheModule } from './create-cache-module.ts';
import { load } from './test/load.ts';

// As it is, and noted: what a cache does with its options is tested where the cache is.
vi.mock('@modular-agent/cache', { spy: true });

async function start(hooks: CacheHooks): Promise<Container> {
  const module = createCacheModule({
    config: await load(),
    providers: { memory: (options) => new MemoryCacheProvider(options) },
    ...hooks,
  });
  const container = new Container();
  container.load(module);
  onTestFinished(() => container.unloadAsync(module));
  return container;
}

describe('onProblem and waitUntil', () => {
  it('reach every cache of the module', async () => {
    const hooks = { onProblem: () => undefined, waitUntil: () => undefined };

    const container = await start(hooks);

    expect(container.get(CacheToken).name).toBe('default');
    expect(createCache).toHaveBeenLastCalledWith(expect.objectContaining(hooks));
  });

  it('may be left undefined', async () => {
    const container = await start({ onProblem: undefined });

    expect(container.get(CacheToken).name).toBe('default');
  });

  it.each([
    ['onProblem', null],
    ['onProblem', 'log'],
    ['waitUntil', {}],
  ])('must be functions, and are refused by name: %s %j', async (option, value) => {
    const failure = await start({ [option]: value }).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(CacheOptionError);
    expect(failure).toMatchObject({ option, message: `createCacheModule: ${option} must be a function` });
  });
});
