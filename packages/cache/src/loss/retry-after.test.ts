import { describe, expect, it, vi } from 'vitest';
import { settle, useFakeTime } from '../test/fake-time.ts';
import { failing, failureOf } from '../test/loaders.ts';
import { RemoteStore } from '../test/remote.ts';
import { MemoryCacheProvider } from '@modular-agent/cache-memory';
import { createCache, type Cache, type CacheOptions } from '../index.ts';

useFakeTime();

function inMemory(options: Partial<CacheOptions>): Cache {
  return createCache({ name: 'answers', jitter: 0, ...options, tiers: [new MemoryCacheProvider()] });
}

function tiered(options: Partial<CacheOptions>): Cache {
  const tiers = [new MemoryCacheProvider(), new RemoteStore().connect()] as const;
  return createCache({ name: 'answers', jitter: 0, ...options, tiers });
}

function shared(options: Partial<CacheOptions>): Cache {
  return createCache({ name: 'answers', jitter: 0, ...options, tiers: [new RemoteStore().connect()] });
}

const kinds = [
  ['memory alone', inMemory],
  ['memory over a shared store', tiered],
  ['a shared store', shared],
] as const;

/** Fails, and counts its runs. */
class FailingLoader {
  runs = 0;
  readonly load = (): never => {
    this.runs++;
    return failing();
  };
}

const calls: readonly (readonly [string, (cache: Cache, load: () => never) => Promise<unknown>])[] = [
  ['getOrSet', (cache, load) => cache.getOrSet('k', load)],
  ['getOrSetEntry', async (cache, load) => (await cache.getOrSetEntry('k', load)).value],
  ['getOrSetMany', async (cache, load) => (await cache.getOrSetMany(['k'], load)).get('k')],
];

describe.each(kinds)('a failed refresh over %s', (_, openCache) => {
  /** A cache with a stale entry. */
  async function withStale(options: Partial<CacheOptions> = {}): Promise<Cache> {
    const cache = openCache({ ttl: '10s', grace: '1h', ...options });
    await cache.set('k', 'stale');
    await vi.advanceTimersByTimeAsync(10_000);
    return cache;
  }

  it.each(calls)('is not tried again for a second, by default: %s', async (_name, call) => {
    await using cache = await withStale();
    const loader = new FailingLoader();
    for (let time = 0; time < 5; time++) expect(await call(cache, loader.load)).toBe('stale');
    expect(loader.runs).toBe(1);
    await vi.advanceTimersByTimeAsync(999);
    expect(await call(cache, loader.load)).toBe('stale');
    expect(loader.runs).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await call(cache, loader.load)).toBe('stale');
    expect(loader.runs).toBe(2);
  });

  it('is not tried again for retryAfter', async () => {
    await using cache = await withStale({ retryAfter: '30s' });
    const loader = new FailingLoader();
    for (let second = 0; second < 30; second++) {
      expect(await cache.getOrSet('k', loader.load)).toBe('stale');
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(loader.runs).toBe(1);
    await cache.getOrSet('k', loader.load);
    expect(loader.runs).toBe(2);
  });

  it('in the background is not tried again either', async () => {
    await using cache = await withStale({ softTimeout: 0 });
    const loader = new FailingLoader();
    for (let time = 0; time < 5; time++) {
      expect(await cache.getOrSet('k', loader.load)).toBe('stale');
      await settle();
    }
    expect(loader.runs).toBe(1);
  });

  it('does not hold up a forced refresh, another key, or what is set', async () => {
    await using cache = await withStale();
    const loader = new FailingLoader();
    await cache.getOrSet('k', loader.load);
    expect(await cache.getOrSet('other', () => 1)).toBe(1);
    expect(await cache.getOrSet('k', () => 'forced', { forceRefresh: true })).toBe('forced');
    expect(await cache.getOrSet('k', loader.load)).toBe('forced');
    await cache.set('k', 'set');
    expect(await cache.getOrSet('k', loader.load)).toBe('set');
    expect(loader.runs).toBe(1);
  });

  it('is tried again at once when nothing stale is there', async () => {
    await using cache = openCache({ grace: '1h' });
    const loader = new FailingLoader();
    for (let time = 0; time < 3; time++)
      expect(await failureOf(cache.getOrSet('k', loader.load))).toBeInstanceOf(Error);
    expect(loader.runs).toBe(3);
  });

  it('is tried again at once after a deletion', async () => {
    await using cache = await withStale();
    const loader = new FailingLoader();
    await cache.getOrSet('k', loader.load);
    await cache.delete('k');
    expect(await cache.getOrSet('k', () => 'loaded')).toBe('loaded');
  });

  it('is over with the grace: then the error reaches the caller', async () => {
    await using cache = await withStale({ grace: '2s', retryAfter: '1h' });
    const loader = new FailingLoader();
    expect(await cache.getOrSet('k', loader.load)).toBe('stale');
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await failureOf(cache.getOrSet('k', loader.load))).toBeInstanceOf(Error);
    expect(loader.runs).toBe(2);
  });
});
