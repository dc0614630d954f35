import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { describe, expect, it, vi } from 'vitest';
import type { CacheCallEvent, CacheStateEvent } from './index.ts';
import { settle, useFakeTime } from './test/fake-time.ts';
import { pair } from './test/pair.ts';
import { failureOf } from './test/loaders.ts';

useFakeTime();

/** The messages of a channel while something is done. */
async function published<T>(channel: string, work: () => Promise<unknown>): Promise<T[]> {
  const messages: T[] = [];
  const listen = (message: unknown): void => void messages.push(message as T);
  subscribe(channel, listen);
  await work();
  unsubscribe(channel, listen);
  return messages;
}

/** The messages of an operation's tracing channel at the end of its calls. */
function ended(operation: string, work: () => Promise<unknown>): Promise<CacheCallEvent[]> {
  return published(`tracing:modular-agent:cache:${operation}:asyncEnd`, work);
}

describe('the tracing channels of a cache', () => {
  it('publishes each call with its source, also a hit in memory', async () => {
    const { cache } = pair().a;
    const calls = await ended('get', async () => {
      await cache.set('key', 1);
      expect(await cache.get('key')).toBe(1);
      expect(await cache.namespace('a').namespace('b').get('none')).toBeUndefined();
      await failureOf(cache.get(''));
    });
    expect(calls).toMatchObject([
      { cache: 'answers', namespace: '', operation: 'get', key: 'key', source: expect.any(String) },
      { cache: 'answers', namespace: 'a/b', operation: 'get', key: 'none' },
      { cache: 'answers', operation: 'get', key: '', error: { code: 'CACHE_KEY' } },
    ]);
    expect(calls.map(({ error, source }) => [error === undefined, source === undefined])).toEqual([
      [true, false],
      [true, true],
      [false, true],
    ]);
  });

  it('publishes the start, the end and the error of a call as one object, without its value', async () => {
    const { cache } = pair().a;
    const prefix = 'tracing:modular-agent:cache:getOrSet';
    const started: CacheCallEvent[] = [];
    const failed = await published<CacheCallEvent>(`${prefix}:error`, async () => {
      started.push(
        ...(await published<CacheCallEvent>(`${prefix}:start`, async () => {
          await cache.getOrSet('key', () => ({ secret: 'value' }));
          await failureOf(cache.getOrSet('fails', () => Promise.reject(new Error('no'))));
        })),
      );
    });
    expect(started.map(({ key }) => key)).toEqual(['key', 'fails']);
    expect(failed).toEqual([started[1]]);
    expect(JSON.stringify(started)).not.toContain('secret');
  });

  it('publishes each run of a loader with its duration', async () => {
    const { cache } = pair().a;
    const loads = await ended('load', async () => {
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
      { operation: 'load', key: 'key', milliseconds: 30 },
      { operation: 'load', key: 'fails', error: { message: 'no' } },
    ]);
  });

  it.each(['getOrSet', 'getOrSetEntry'] as const)('publishes the source of the value of %s', async (operation) => {
    const { cache } = pair({ ttl: '1s', grace: '1h' }).a;
    const calls = await ended(operation, async () => {
      await cache[operation]('key', () => 1);
      await cache[operation]('key', () => 2);
      await vi.advanceTimersByTimeAsync(1_000);
      await cache[operation]('key', () => {
        throw new Error('no');
      });
    });
    expect(calls).toMatchObject([
      { key: 'key', source: 'loader', isStale: false },
      { key: 'key', isStale: false },
      { key: 'key', isStale: true },
    ]);
    expect(calls[1]?.source).not.toBe('loader');
  });
});

describe('the state channel of a cache', () => {
  it('publishes when a cache becomes degraded and ready again, with the problems of its stats', async () => {
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
