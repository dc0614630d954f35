import { CacheUnavailableError } from '@modular-agent/cache-contract';
import { MemoryCacheProvider } from '@modular-agent/cache-memory';
import { describe, expect, it, vi } from 'vitest';
import { createCache, type Cache, type CacheOptions } from './index.ts';
import { useFakeTime } from './test/fake-time.ts';
import { RemoteStore } from './test/remote.ts';

useFakeTime();

/** A cache over a store alone, with a memory that stands in for it. */
function open(options: Partial<CacheOptions> = {}): { cache: Cache; line: { isCut: boolean }; store: RemoteStore } {
  const store = new RemoteStore();
  const line = { isCut: false };
  const remote = store.connect(() =>
    line.isCut ? Promise.reject(new CacheUnavailableError('cut', { provider: 'remote' })) : undefined,
  );
  const fallback = new MemoryCacheProvider({ name: 'stand-in' });
  const cache = createCache({ name: 'answers', tiers: [remote], fallback, jitter: 0, ...options });
  return { cache, line, store };
}

function fail(): never {
  throw new Error('no');
}

/** Loads are numbered. */
function counter(): { readonly loader: () => number; calls: number } {
  const found = { loader: () => ++found.calls, calls: 0 };
  return found;
}

describe('a fallback provider', () => {
  it('serves values that are loaded and set while the tiers are unavailable', async () => {
    const { cache, line } = open();
    const loads = counter();
    line.isCut = true;
    expect(await cache.getOrSet('loaded', loads.loader)).toBe(1);
    expect(await cache.getOrSetEntry('loaded', loads.loader)).toMatchObject({ value: 1, source: 'stand-in' });
    expect(await cache.set('set', 'mine')).toEqual({ pending: ['remote'] });
    expect(await cache.get('set')).toBe('mine');
    expect(await cache.getMany(['set', 'loaded', 'none'])).toEqual(
      new Map<string, unknown>([
        ['set', 'mine'],
        ['loaded', 1],
      ]),
    );
    await cache.close();
  });

  it('drops its entries when the tiers are back', async () => {
    const { cache, line, store } = open();
    const loads = counter();
    await cache.set('key', 'before');
    line.isCut = true;
    await cache.set('key', 'meanwhile');
    expect(await cache.get('key')).toBe('meanwhile');
    line.isCut = false;
    await vi.advanceTimersByTimeAsync(1_000);
    // Neither what was written meanwhile, nor what that was to replace.
    expect(await cache.get('key')).toBeUndefined();
    expect(await cache.getOrSet('key', loads.loader)).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    line.isCut = true;
    // The next outage finds nothing of the last.
    expect(await cache.get('key')).toBeUndefined();
    line.isCut = false;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(store.calls['setIfNewer']).toBeGreaterThan(0);
    await cache.close();
  });

  it('is not read or filled while the tiers are available', async () => {
    const { cache, line } = open();
    await cache.set('key', 'value');
    expect(await cache.getOrSetEntry('key', () => 'other')).toMatchObject({ value: 'value', source: 'remote' });
    line.isCut = true;
    expect(await cache.get('key')).toBeUndefined();
    await cache.close();
  });

  it('forgets entries that are deleted, invalidated or cleared during an outage', async () => {
    const { cache, line } = open();
    line.isCut = true;
    await cache.set('deleted', 1);
    await cache.set('tagged', 2, { tags: ['a'] });
    await cache.set('other', 3);
    await cache.delete('deleted');
    await cache.invalidateTags(['a']);
    expect(await cache.getMany(['deleted', 'tagged', 'other'])).toEqual(new Map([['other', 3]]));
    await cache.clear();
    expect(await cache.exists('other')).toBe(false);
    await cache.close();
  });

  it('expires entries with their ttl, and serves them in their grace when the loader fails', async () => {
    const { cache, line } = open({ ttl: '1s', grace: '10s' });
    line.isCut = true;
    await cache.set('key', 'old');
    await vi.advanceTimersByTimeAsync(1_500);
    expect(await cache.get('key')).toBeUndefined();
    expect(await cache.getOrSetEntry('key', fail)).toMatchObject({ value: 'old', staleReason: 'loader-failed' });
    await vi.advanceTimersByTimeAsync(10_000);
    await expect(cache.getOrSet('key', fail)).rejects.toThrow('no');
    await cache.close();
  });

  it('must be a provider of this process that is none of the tiers', () => {
    const memory = new MemoryCacheProvider();
    const remote = new RemoteStore().connect();
    for (const fallback of [memory, remote, {}]) {
      expect(() =>
        createCache({ name: 'answers', tiers: [memory, remote], fallback: fallback as typeof remote }),
      ).toThrow(expect.objectContaining({ code: 'CACHE_OPTION', option: 'fallback' }));
    }
  });
});
