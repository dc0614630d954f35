import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { describe, expect, it, vi } from 'vitest';
import type { CacheCallEvent, CacheStateEvent } from './index.ts';
import { settle, useFakeTime } from './test/fake-time.ts';
import { pair } from './test/pair.ts';
import { failureOf } from './test/loaders.ts';

useFakeTime();

/** What is published on a channel while something is done. */
async function published<T>(channel: string, work: () => Promise<unknown>): Promise<T[]> {
  const messages: T[] = [];
  const listen = (message: unknown): void => void messages.push(message as T);
  subscribe(channel, listen);
  await work();
  unsubscribe(channel, listen);
  return messages;
}

describe('what is published', () => {
  it('tells of each call on the channel of its operation, also of those that memory answers', async () => {
    const { cache } = pair().a;
    const calls = await published<CacheCallEvent>('modular-agent:cache:get', async () => {
      await cache.set('key', 1);
      expect(await cache.get('key')).toBe(1);
      await failureOf(cache.get(''));
    });
    expect(calls).toMatchObject([
      { cache: 'answers', operation: 'get', key: 'key', error: undefined },
      { cache: 'answers', operation: 'get', key: '', error: { code: 'CACHE_KEY' } },
    ]);
  });

  it('tells of each run of a loader, and how long it took', async () => {
    const { cache } = pair().a;
    const loads = await published<CacheCallEvent>('modular-agent:cache:load', async () => {
      const asked = cache.getOrSet('key', () => new Promise((resolve) => setTimeout(resolve, 30, 'value')));
      await vi.advanceTimersByTimeAsync(30);
      await asked;
      await cache.getOrSet('key', () => 'other');
      await failureOf(
        cache.getOrSet('fails', () => {
          throw new Error('no');
        }),
      );
    });
    expect(loads).toMatchObject([
      { operation: 'load', key: 'key', milliseconds: 30, error: undefined },
      { operation: 'load', key: 'fails', error: { message: 'no' } },
    ]);
  });

  it.each(['getOrSet', 'getOrSetEntry'] as const)('tells of %s', async (operation) => {
    const { cache } = pair().a;
    const calls = await published<CacheCallEvent>(`modular-agent:cache:${operation}`, async () => {
      await cache[operation]('key', () => 1);
      await cache[operation]('key', () => 2);
    });
    expect(calls.map(({ key }) => key)).toEqual(['key', 'key']);
  });

  it('tells when a tier is away and when all is well again, with what is amiss, as the stats do', async () => {
    const { a } = pair();
    await a.cache.get('key');
    await settle();
    expect(a.cache.getStats()).toMatchObject({ state: 'ready', problems: [] });
    const states = await published<CacheStateEvent>('modular-agent:cache:state', async () => {
      a.isCut = true;
      await a.cache.set('key', 1);
      await settle();
      const { state, problems } = a.cache.getStats();
      expect(state).toBe('degraded');
      expect(problems).toContain('pending');
      a.isCut = false;
      await vi.advanceTimersByTimeAsync(1_000);
      await a.cache.set('key', 1);
      expect(a.cache.getStats()).toMatchObject({ state: 'ready', problems: [] });
      await settle();
      await a.cache.close();
      await settle();
    });
    expect(states.map(({ state, previous }) => [previous, state])).toEqual([
      ['ready', 'degraded'],
      ['degraded', 'ready'],
      ['ready', 'closed'],
    ]);
    expect(states[0]).toMatchObject({
      cache: 'answers',
      problems: expect.arrayContaining(['coordination', 'pending']) as string[],
    });
  });
});
