import { checkKey } from '@modular-agent/cache-contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { confusableKeys } from '../confusable-keys.ts';
import { cacheKey } from './cache-key.ts';

describe('cacheKey', () => {
  it('makes only keys that the contract admits', () => {
    fc.assert(
      fc.property(cacheKey(), (key) => {
        expect(() => checkKey(key)).not.toThrow();
      }),
    );
  });

  it('makes awkward ones and the longest', () => {
    const keys = fc.sample(cacheKey(), { numRuns: 1_000, seed: 1 });
    expect(keys.some((key) => Buffer.byteLength(key) === 1_024)).toBe(true);
    for (const text of ['*', '{', ':', '\0', '\n', '__proto__', '😀']) {
      expect(keys.some((key) => key.includes(text))).toBe(true);
    }
  });
});

describe('confusableKeys', () => {
  it('are keys, each of them once', () => {
    for (const key of confusableKeys) expect(() => checkKey(key)).not.toThrow();
    expect(new Set(confusableKeys).size).toBe(confusableKeys.length);
  });
});
