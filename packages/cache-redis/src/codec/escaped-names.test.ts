import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hasEscapedNames, isEscapedName } from './escaped-names.ts';

const text = fc.string({ unit: fc.constantFrom('"', '\\', ',', '{', '[', ':', '\n', 'a', ' ') });
const { value: json } = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, text, fc.integer(), fc.array(tie('value')), fc.dictionary(text, tie('value'))),
}));

function hasOne(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, item]) => (!Array.isArray(value) && isEscapedName(name)) || hasOne(item));
}

it('finds an escaped name wherever it stands, and none where there are only strings that look like one', () => {
  fc.assert(
    fc.property(json, (value) => {
      expect(hasEscapedNames(value, JSON.stringify(value))).toBe(hasOne(value));
    }),
    { numRuns: 5_000 },
  );
});
