import { CacheBatchError, type CacheError } from '@modular-agent/cache-contract';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryCacheProvider } from '../memory-cache-provider.ts';

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

describe('a batch', () => {
  it('stores what can be stored, and names the rest by key', () => {
    const cache = new MemoryCacheProvider();
    const error = failure(() =>
      cache.setManySync(
        [
          ['a', 1],
          ['', 2],
          ['b', () => 1],
          ['c', 3, { ttl: -1 }],
          [7 as unknown as string, 4],
          ['d', 5, { ttl: '1s' }],
        ],
        { metadata: { by: 'test' } },
      ),
    );
    const failed = CacheBatchError.isInstance(error) ? error.failed : new Map<string, CacheError>();
    expect(Array.from(failed, ([key, { code }]) => [key, code])).toEqual([
      ['', 'CACHE_KEY'],
      ['b', 'CACHE_SERIALIZATION'],
      ['c', 'CACHE_OPTION'],
      ['7', 'CACHE_KEY'],
    ]);
    expect([...cache.getEntriesSync(['a', 'b', 'c', 'd']).values()]).toEqual([
      { value: 1, metadata: { by: 'test' }, stamp: undefined },
      { value: 5, metadata: { by: 'test' }, stamp: undefined },
    ]);
    vi.advanceTimersByTime(1_000);
    expect(cache.existsSync('d')).toBe(false);
  });

  it('fails for a key only if the last part with that key did', () => {
    const cache = new MemoryCacheProvider();
    cache.setManySync([
      ['a', () => 1],
      ['a', 2],
    ]);
    expect(cache.getSync('a')).toBe(2);
  });

  it('stores nothing for a key whose last part can not be stored', () => {
    const cache = new MemoryCacheProvider();
    const error = failure(() =>
      cache.setManySync([
        ['a', 1],
        ['a', () => 1],
      ]),
    );
    expect(CacheBatchError.isInstance(error) && [...error.failed.keys()]).toEqual(['a']);
    expect(cache.existsSync('a')).toBe(false);
  });

  it('with options that can not be meant stores nothing', () => {
    const cache = new MemoryCacheProvider();
    expect(failure(() => cache.setManySync([['a', 1]], { ttl: 0 })).code).toBe('CACHE_OPTION');
    expect(cache.getSizeSync()).toBe(0);
  });

  it('gives hits in the order of the keys', () => {
    const cache = new MemoryCacheProvider();
    cache.setManySync(new Map(['a', 'b', 'c'].map((key) => [key, key])));
    expect([...cache.getManySync(['c', 'x', 'a']).keys()]).toEqual(['c', 'a']);
  });
});
