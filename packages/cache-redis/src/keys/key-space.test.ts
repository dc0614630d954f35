import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keySpace } from './key-space.ts';

/** Prefixes and keys that are made of what the layout itself is made of. */
const prefix = fc.string({ unit: fc.constantFrom('a', 'b', ':', 'v', '*', '\\', '['), maxLength: 6 });
const key = fc.string({ unit: fc.constantFrom('a', 'b', ':', 'v', '|', '*'), minLength: 1, maxLength: 6 });

describe('keySpace', () => {
  it('gives two different keys, or two providers with different prefixes, never one name', () => {
    fc.assert(
      fc.property(prefix, key, prefix, key, (onePrefix, oneKey, otherPrefix, otherKey) => {
        const same = keySpace(onePrefix).valueKey(oneKey) === keySpace(otherPrefix).valueKey(otherKey);
        expect(same).toBe(onePrefix === otherPrefix && oneKey === otherKey);
      }),
      { numRuns: 2_000 },
    );
  });

  it('keeps every name of one prefix apart from the beginning of another', () => {
    fc.assert(
      fc.property(prefix, prefix, key, (one, other, otherKey) => {
        const beginning = keySpace(one).valueKey('');
        expect(keySpace(other).valueKey(otherKey).startsWith(beginning)).toBe(one === other);
      }),
      { numRuns: 2_000 },
    );
  });

  it('puts the key behind the prefix as it is', () => {
    expect(keySpace('agent:cache:').valueKey('user:42')).toBe('agent:cache:v|user:42');
  });
});
