import { describe, expect, it } from 'vitest';
import { readMemoryCacheOptions, type MemoryCacheOptions } from './memory-cache-options.ts';

describe('the options', () => {
  it('have a default each', () => {
    expect(readMemoryCacheOptions()).toEqual({
      name: 'memory',
      maxEntries: 1_000,
      maxBytes: Infinity,
      maxEntryBytes: Infinity,
      defaultTtl: 3_600_000,
      sweepInterval: Infinity,
    });
  });

  it('are read once, into an object that nobody can change', () => {
    const options: { maxEntries: number } = { maxEntries: 5 };
    const settings = readMemoryCacheOptions(options);
    options.maxEntries = 6;
    expect(settings.maxEntries).toBe(5);
    expect(Object.isFrozen(settings)).toBe(true);
  });

  it('let one entry take as much as all together, unless they say otherwise', () => {
    expect(readMemoryCacheOptions({ maxBytes: 4_096 }).maxEntryBytes).toBe(4_096);
    expect(readMemoryCacheOptions({ maxBytes: 4_096, maxEntryBytes: 512 }).maxEntryBytes).toBe(512);
  });

  it.each<readonly [keyof MemoryCacheOptions, unknown]>([
    ['name', ''],
    ['name', 5],
    ['maxEntries', 0],
    ['maxEntries', 1.5],
    ['maxEntries', Infinity],
    ['maxEntries', '10'],
    ['maxEntries', 2 ** 23 + 1],
    ['maxBytes', 0],
    ['maxBytes', -1],
    ['maxBytes', NaN],
    ['maxEntryBytes', 0.5],
    ['defaultTtl', 0],
    ['defaultTtl', '1 hour'],
    ['sweepInterval', -5],
    ['sweepInterval', '25d'],
  ])('refuse what can not be meant, by name: %s is %s', (option, value) => {
    expect(() => readMemoryCacheOptions({ [option]: value })).toThrow(
      expect.objectContaining({ code: 'CACHE_OPTION', option }),
    );
  });

  it('refuse a bound for one entry that is above the bound for all', () => {
    expect(() => readMemoryCacheOptions({ maxBytes: 100, maxEntryBytes: 101 })).toThrow(
      expect.objectContaining({ code: 'CACHE_OPTION', option: 'maxEntryBytes' }),
    );
  });
});
