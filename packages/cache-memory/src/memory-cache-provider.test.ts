import type { CacheError } from '@modular-agent/cache-contract';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryCacheProvider } from './memory-cache-provider.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

const failure = (work: () => unknown): CacheError => {
  try {
    work();
  } catch (error) {
    return error as CacheError;
  }
  throw new Error('it did not fail');
};

describe('making room', () => {
  it('drops the least recently used entry, and counts it as an eviction', () => {
    const cache = new MemoryCacheProvider({ maxEntries: 2 });
    cache.setSync('a', 1);
    cache.setSync('b', 2);
    cache.getSync('a');
    cache.setSync('c', 3);
    expect(cache.getManySync(['a', 'b', 'c'])).toEqual(
      new Map([
        ['a', 1],
        ['c', 3],
      ]),
    );
    expect(cache.getStatsSync()).toMatchObject({ evictions: 1, expirations: 0, size: 2 });
  });

  it('does not take asking whether an entry exists for a use', () => {
    const cache = new MemoryCacheProvider({ maxEntries: 2 });
    cache.setSync('a', 1);
    cache.setSync('b', 2);
    cache.existsSync('a');
    cache.setSync('c', 3);
    expect(cache.existsSync('a')).toBe(false);
  });

  it('counts an entry whose time was over as an expiration, though it made room', () => {
    const cache = new MemoryCacheProvider({ maxEntries: 1 });
    cache.setSync('a', 1, { ttl: '1s' });
    vi.advanceTimersByTime(1_000);
    cache.setSync('b', 2);
    expect(cache.getStatsSync()).toMatchObject({ evictions: 0, expirations: 1 });
  });

  it('drops as many entries as a large one needs', () => {
    const cache = new MemoryCacheProvider({ maxBytes: 4_000 });
    for (const key of ['a', 'b', 'c']) cache.setSync(key, 'x'.repeat(400));
    expect(cache.getSizeSync()).toBe(3);
    cache.setSync('d', 'x'.repeat(1_300));
    expect([...cache.getManySync(['a', 'b', 'c', 'd']).keys()]).toEqual(['c', 'd']);
    expect(cache.getStatsSync().evictions).toBe(2);
  });

  it('refuses an entry that is too large, and keeps the older one', () => {
    const cache = new MemoryCacheProvider({ name: 'small', maxBytes: 10_000, maxEntryBytes: 1_000 });
    cache.setSync('a', 'old');
    expect(failure(() => cache.setSync('a', 'x'.repeat(1_000)))).toMatchObject({
      code: 'CACHE_ENTRY_TOO_LARGE',
      provider: 'small',
      key: 'a',
    });
    expect(failure(() => cache.setSync('a', 1, { metadata: { note: 'x'.repeat(1_000) } })).code).toBe(
      'CACHE_ENTRY_TOO_LARGE',
    );
    expect(cache.getSync('a')).toBe('old');
    expect(cache.getStatsSync()).toMatchObject({ sets: 1, evictions: 0, errors: 2 });
  });
});

describe('the time of an entry', () => {
  it('is over exactly at its ttl', () => {
    const cache = new MemoryCacheProvider();
    cache.setSync('a', 1, { ttl: 100 });
    vi.advanceTimersByTime(99);
    expect(cache.getSync('a')).toBe(1);
    vi.advanceTimersByTime(1);
    expect(cache.getSync('a')).toBeUndefined();
  });

  it('does not depend on the time of day', () => {
    const cache = new MemoryCacheProvider();
    cache.setSync('a', 1, { ttl: '1m' });
    vi.setSystemTime(new Date('2199-01-01'));
    expect(cache.getSync('a')).toBe(1);
    vi.setSystemTime(new Date('1999-01-01'));
    vi.advanceTimersByTime(60_000);
    expect(cache.getSync('a')).toBeUndefined();
  });

  it.each<readonly [string, (cache: MemoryCacheProvider) => unknown]>([
    ['get', (cache) => cache.getSync('a')],
    ['exists', (cache) => cache.existsSync('a')],
    ['set', (cache) => cache.setSync('a', 2)],
    ['setIfNewer', (cache) => cache.setIfNewerSync('a', 2, { stamp: 1 })],
    ['delete', (cache) => cache.deleteSync('a')],
    ['clear', (cache) => cache.clearSync()],
    ['getSize', (cache) => cache.getSizeSync()],
    ['cleanupExpired', (cache) => cache.cleanupExpiredSync()],
  ])('counts as one expiration when %s finds it over', (_, find) => {
    const cache = new MemoryCacheProvider();
    cache.setSync('a', 1, { ttl: '1s' });
    vi.advanceTimersByTime(1_000);
    find(cache);
    find(cache);
    expect(cache.getStatsSync()).toMatchObject({ expirations: 1, evictions: 0, deletes: 0 });
  });

  it('is found over by each cleanup in its turn', () => {
    const cache = new MemoryCacheProvider();
    for (const ttl of ['1s', '2s', '3s'] as const) cache.setSync(ttl, 1, { ttl });
    const freed = [0, 1, 2, 3].map(() => {
      vi.advanceTimersByTime(1_000);
      return cache.cleanupExpiredSync();
    });
    expect(freed).toEqual([1, 1, 1, 0]);
  });

  it('that is over makes way for one with a lower stamp', () => {
    const cache = new MemoryCacheProvider();
    cache.setSync('a', 'old', { ttl: '1s', stamp: 9 });
    expect(cache.setIfNewerSync('a', 'new', { stamp: 1 })).toBe(false);
    vi.advanceTimersByTime(1_000);
    expect(cache.setIfNewerSync('a', 'new', { stamp: 1 })).toBe(true);
  });
});

describe('the sweep timer', () => {
  it('frees expired entries that nobody asks for', () => {
    const cache = new MemoryCacheProvider({ sweepInterval: '10s', defaultTtl: '1s' });
    const freed: unknown[] = [];
    cache.setSync('a', 1);
    cache.setSync('b', 1, { ttl: '1m' });
    vi.advanceTimersByTime(9_999);
    freed.push(cache.cleanupExpiredSync());
    cache.setSync('a', 1);
    vi.advanceTimersByTime(10_001);
    freed.push(cache.cleanupExpiredSync());
    expect(freed).toEqual([1, 0]);
    expect(cache.getStatsSync()).toMatchObject({ size: 1, expirations: 2 });
  });

  it('ends with the provider', async () => {
    const cache = new MemoryCacheProvider({ sweepInterval: '10s' });
    expect(vi.getTimerCount()).toBe(1);
    await cache.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('an asynchronous call', () => {
  it('rejects and never throws', async () => {
    const cache = new MemoryCacheProvider();
    const call = cache.get('');
    await expect(call).rejects.toMatchObject({ code: 'CACHE_KEY' });
  });

  it('carries out nothing for an aborted signal, nor for a timeout that can not be meant', async () => {
    const cache = new MemoryCacheProvider();
    const reason = new Error('enough');
    await expect(cache.set('a', 1, { signal: AbortSignal.abort(reason) })).rejects.toMatchObject({
      code: 'CACHE_ABORTED',
      key: 'a',
      cause: reason,
    });
    await expect(cache.set('a', 1, { timeout: Infinity })).rejects.toMatchObject({
      code: 'CACHE_OPTION',
      option: 'timeout',
      provider: 'memory',
    });
    expect(cache.getStatsSync()).toMatchObject({ sets: 0, errors: 2 });
  });

  it('keeps an own property called __proto__ as one, and changes no prototype by it', async () => {
    const cache = new MemoryCacheProvider();
    const value = JSON.parse('{"__proto__":{"isAdmin":true},"id":1}') as unknown;
    await cache.set('a', { value, at: new Set() });
    await cache.set('b', value, { metadata: JSON.parse('{"__proto__":{"isAdmin":true}}') });
    for (const key of ['a', 'b']) {
      const { value: stored } = (await cache.get<{ value: object }>(key)) ?? { value: {} };
      expect(Reflect.get(Object(stored), 'isAdmin')).toBeUndefined();
      expect(Reflect.get({}, 'isAdmin')).toBeUndefined();
    }
    expect(JSON.stringify(await cache.get('b'))).toBe(JSON.stringify(value));
  });
});

describe('statistics', () => {
  it('measure the first call of an operation and then a sample, in milliseconds', () => {
    const cache = new MemoryCacheProvider();
    for (let call = 0; call < 1_000; call++) cache.getSync('a');
    cache.getManySync(['a']);
    const { latency } = cache.getStatsSync();
    expect(latency.get?.count).toBe(4);
    expect(latency.getMany?.count).toBe(1);
    expect(latency.set).toBeUndefined();
  });
});

describe('close', () => {
  it('lets go of the entries, and is idempotent', async () => {
    const cache = new MemoryCacheProvider();
    cache.setSync('a', 1);
    await Promise.all([cache.close(), cache[Symbol.asyncDispose]()]);
    for (const call of [() => cache.getSync('a'), () => cache.setSync('a', 1), () => cache.getStatsSync()]) {
      expect(failure(call)).toMatchObject({ code: 'CACHE_CLOSED', provider: 'memory' });
    }
    await expect(cache.getStats()).rejects.toMatchObject({ code: 'CACHE_CLOSED' });
  });

  it('leaves nothing that waits for the end of a turn', async () => {
    const cache = new MemoryCacheProvider();
    cache.setSync('a', 1);
    for (let call = 0; call < 100; call++) cache.getSync('a');
    await cache.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});
