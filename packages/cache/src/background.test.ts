import { once } from 'node:events';
import { MemoryCacheProvider } from '@modular-agent/cache-memory';
import { expect, it } from 'vitest';
import { createCache } from './index.ts';

it('answers callers, stores, and warns when waitUntil throws', async () => {
  await using memory = new MemoryCacheProvider();
  await using cache = createCache({
    name: 'answers',
    tiers: [memory],
    waitUntil: () => {
      throw new Error('called outside of a request');
    },
  });
  const warned = once(process, 'warning');
  expect(await cache.getOrSet('key', () => 'loaded')).toBe('loaded');
  await cache.flush();
  expect(await cache.get('key')).toBe('loaded');
  expect((await warned)[0]).toMatchObject({ name: 'CacheWarning', message: expect.stringContaining('waitUntil') });
});
