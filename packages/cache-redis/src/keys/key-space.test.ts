import { CacheOptionError } from '@modular-agent/cache-contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keySpace, type KeySpace } from './key-space.ts';

/** Prefixes and keys that are made of what the layout itself is made of. */
const prefix = fc.string({ unit: fc.constantFrom('a', 'b', ':', 'v', '*', '\\', '['), maxLength: 6 });
const tag = fc.string({ unit: fc.constantFrom('a', '{', ':', '|'), maxLength: 3 });
const key = fc.string({ unit: fc.constantFrom('a', 'b', ':', 'v', '|', '*', '{', '}'), minLength: 1, maxLength: 6 });

/** Without texts for slots. */
const plain = (keyPrefix: string): KeySpace => keySpace({ keyPrefix, slot: undefined });

describe('keySpace', () => {
  it('gives two different keys, or two providers with different prefixes, never one name', () => {
    fc.assert(
      fc.property(prefix, key, prefix, key, (onePrefix, oneKey, otherPrefix, otherKey) => {
        const same = plain(onePrefix).valueKey(oneKey) === plain(otherPrefix).valueKey(otherKey);
        expect(same).toBe(onePrefix === otherPrefix && oneKey === otherKey);
      }),
      { numRuns: 2_000 },
    );
  });

  it('keeps every name of one prefix apart from the beginning of another', () => {
    fc.assert(
      fc.property(prefix, prefix, key, (one, other, otherKey) => {
        const beginning = plain(one).valueKey('');
        expect(plain(other).valueKey(otherKey).startsWith(beginning)).toBe(one === other);
      }),
      { numRuns: 2_000 },
    );
  });

  it('keeps values, scripts, channels, versions and leases apart, whatever they are called', () => {
    fc.assert(
      fc.property(prefix, prefix, key, key, (onePrefix, otherPrefix, oneKey, otherKey) => {
        const kinds = ['valueKey', 'scriptKey', 'channelName', 'versionsKey', 'leaseKey'] as const;
        for (const [index, kind] of kinds.entries()) {
          const name = plain(onePrefix)[kind](oneKey);
          for (const other of kinds.slice(index + 1)) expect(plain(otherPrefix)[other](otherKey)).not.toBe(name);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('puts the key behind the prefix as it is', () => {
    expect(plain('agent:cache:').valueKey('user:42')).toBe('agent:cache:v|user:42');
  });

  it('gives two keys of any slots never one name, and the key back for each', () => {
    fc.assert(
      fc.property(key, tag, key, tag, (oneKey, oneTag, otherKey, otherTag) => {
        const slot = (text: string): string => (text === oneKey ? oneTag : otherTag);
        const names = keySpace({ keyPrefix: 'p:', slot });
        expect(names.valueKey(oneKey) === names.valueKey(otherKey)).toBe(oneKey === otherKey);
        expect(names.valueKey(oneKey)).not.toBe(plain('p:').valueKey(otherKey));
        expect(names.keyOf(names.valueKey(oneKey))).toBe(oneKey);
        expect(plain('p:').keyOf(plain('p:').valueKey(oneKey))).toBe(oneKey);
      }),
      { numRuns: 2_000 },
    );
  });

  it('refuses a text for a slot that does not end where it says', () => {
    expect(() => keySpace({ keyPrefix: '', slot: () => 'a}b' }).valueKey('key')).toThrow(CacheOptionError);
  });
});
