import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CacheKeyError } from './errors/cache-key-error.ts';
import { checkKey } from './key.ts';

const accepts = (key: unknown): boolean => {
  try {
    checkKey(key);
    return true;
  } catch (error) {
    if (CacheKeyError.isInstance(error)) return false;
    throw error;
  }
};

describe('checkKey', () => {
  it('accepts exactly the well-formed strings of 1 to 1,024 UTF-8 bytes', () => {
    const key = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 1_100 }),
      fc.string({ unit: fc.constantFrom('a', 'é', '漢', '😀', '\ud800', '\udc00'), maxLength: 1_100 }),
    );
    fc.assert(
      fc.property(key, (text) => {
        const bytes = new TextEncoder().encode(text);
        const expected = bytes.length >= 1 && bytes.length <= 1_024 && new TextDecoder().decode(bytes) === text;
        // A decoder drops a byte order mark at the start; that a key may begin with one is tested below.
        fc.pre(!text.startsWith('\uFEFF'));
        expect(accepts(text)).toBe(expected);
      }),
    );
  });

  it.each([
    ['x'.repeat(1_024), true],
    ['x'.repeat(1_025), false],
    ['漢'.repeat(341), true],
    ['漢'.repeat(342), false],
    ['', false],
    ['\uFEFF', true],
    ['\0', true],
    ['__proto__', true],
  ])('knows the bounds (%#)', (key, expected) => {
    expect(accepts(key)).toBe(expected);
  });

  it.each([undefined, null, 1, {}, Symbol('key'), ['a']])('refuses what is no string (%#)', (key) => {
    expect(accepts(key)).toBe(false);
  });

  it('says which provider was asked', () => {
    expect(() => checkKey('', 'answers')).toThrow(expect.objectContaining({ provider: 'answers', code: 'CACHE_KEY' }));
  });
});
