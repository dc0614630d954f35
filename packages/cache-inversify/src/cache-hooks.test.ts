import type { CacheProblem } from '@modular-agent/cache';
import { CacheOptionError } from '@modular-agent/cache-contract';
import { MemoryCacheProvider } from '@modular-agent/cache-memory';
import { Container } from 'inversify';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { CacheHooks } from './cache-hooks.ts';
import { CacheToken } from './cache-token.ts';
import { createCacheModule } from './create-cache-module.ts';
import { load } from './test/load.ts';

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
    const problems: CacheProblem[] = [];
    const background: Promise<unknown>[] = [];
    const container = await start({
      onProblem: (problem) => problems.push(problem),
      waitUntil: (promise) => background.push(promise),
    });
    const cache = container.get(CacheToken);

    await cache.getOrSet('kept', () => 'answer');
    await cache.getOrSet('odd', () => () => 'no cache keeps a function');
    await Promise.all(background);

    expect(problems).toMatchObject([{ kind: 'not-stored', cache: 'default', key: 'odd' }]);
    expect(background.length).toBeGreaterThan(0);
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
