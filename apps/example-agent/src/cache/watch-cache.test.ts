import { channel } from 'node:diagnostics_channel';
import type { CacheStateEvent } from '@modular-agent/cache';
import { MemoryCacheProvider } from '@modular-agent/cache-memory';
import { RedisCacheProvider } from '@modular-agent/cache-redis';
import { afterAll, expect, it } from 'vitest';
import { watchCache } from './watch-cache.ts';

function publish(event: Pick<CacheStateEvent, 'cache' | 'state'>): void {
  const whole: CacheStateEvent = { previous: 'ready', troubles: ['coordination'], ...event };
  channel('modular-agent:cache:state').publish(whole);
}

// Nobody listens there.
const redis = new RedisCacheProvider({ host: '127.0.0.1', port: 1 });
const tiers = [new MemoryCacheProvider(), redis];
afterAll(() => redis.close());

it('tells once which tier of the cache is away, in that one’s own words', async () => {
  const notices: string[] = [];
  const watch = watchCache('agent', tiers, (notice) => notices.push(notice));

  publish({ cache: 'agent', state: 'degraded' });
  publish({ cache: 'agent', state: 'ready' });
  publish({ cache: 'agent', state: 'degraded' });
  await watch.end();
  publish({ cache: 'agent', state: 'degraded' });

  expect(notices).toEqual([expect.stringMatching(/^The cache does without redis for now: Redis at 127\.0\.0\.1:1 /)]);
});

it('says nothing of another cache, nor while all is well', async () => {
  const notices: string[] = [];
  const watch = watchCache('agent', tiers, (notice) => notices.push(notice));

  publish({ cache: 'another', state: 'degraded' });
  publish({ cache: 'agent', state: 'ready' });
  await watch.end();

  expect(notices).toEqual([]);
});
