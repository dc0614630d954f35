import { MemoryCacheProvider } from '@modular-agent/cache-memory';
import { expect, it } from 'vitest';
import { createCache } from './index.ts';

/** Keeps this process from doing anything else, as a heavy computation does. */
function block(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

it('a cache in memory alone loses nothing while its process is busy for longer than tierTimeout', async () => {
  await using memory = new MemoryCacheProvider();
  await using cache = createCache({ name: 'answers', tiers: [memory], tierTimeout: 5 });

  const loading = cache.getOrSet('loaded', () => 1);
  const setting = cache.set('set', 2);
  block(20);

  expect(await setting).toEqual({ pending: [] });
  expect(await loading).toBe(1);
  expect(await cache.getMany(['loaded', 'set'])).toEqual(
    new Map([
      ['loaded', 1],
      ['set', 2],
    ]),
  );
  expect(cache.getStats().state).toBe('ready');
});
