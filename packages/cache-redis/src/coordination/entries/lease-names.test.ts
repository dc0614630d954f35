import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keySpace } from '../../keys/key-space.ts';
import { keySlot } from '../../topology/key-slot.ts';
import { leaseNames } from './lease-names.ts';

const text = (minLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom('a', '{', '}', '{}', ':', 'ä'), minLength, maxLength: 8 });

describe('the lease of an entry', () => {
  it('lies in the slot of its value, whatever braces key and prefix hold', () => {
    fc.assert(
      fc.property(
        text(0),
        fc.array(text(1), { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        (keyPrefix, keys, isGrouped) => {
          const slot = isGrouped ? (key: string): string => key.replaceAll('}', '') : undefined;
          const space = keySpace({ keyPrefix, slot });
          const nameOf = leaseNames(space.entryLeases, true);
          for (const key of keys) {
            const value = space.valueKey(key);
            expect(keySlot(nameOf(key, value))).toBe(keySlot(value));
            expect(nameOf(key, value).startsWith(`${keyPrefix}e|`)).toBe(true);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('has a name that no other entry has', () => {
    fc.assert(
      fc.property(text(0), text(1), text(1), (keyPrefix, one, other) => {
        fc.pre(one !== other);
        const space = keySpace({ keyPrefix, slot: undefined });
        const nameOf = leaseNames(space.entryLeases, true);
        expect(nameOf(one, space.valueKey(one))).not.toBe(nameOf(other, space.valueKey(other)));
      }),
      { numRuns: 100 },
    );
  });

  it('needs no tag where one server holds all', () => {
    expect(leaseNames('agent:cache:e|', false)('{a}b', 'agent:cache:v|{a}b')).toBe('agent:cache:e|{a}b');
  });
});
