import { maxKeyBytes } from '@modular-agent/cache-contract';
import fc from 'fast-check';
import { confusableKeys } from '../confusable-keys.ts';

/**
 * Any key that the contract admits: 1 to 1,024 bytes of well-formed text, with a liking for glob characters, NUL, braces,
 * colons, names that objects inherit, and the longest.
 */
export function cacheKey(): fc.Arbitrary<string> {
  return fc
    .oneof(
      { weight: 4, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }) },
      { weight: 3, arbitrary: fc.string({ unit: awkward, minLength: 1, maxLength: 12 }) },
      { weight: 2, arbitrary: fc.constantFrom(...confusableKeys) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 200, maxLength: 300 }) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 99 }).map((number) => `${number}`.padStart(maxKeyBytes, 'k')) },
    )
    .filter((key) => Buffer.byteLength(key) <= maxKeyBytes);
}

const awkward = fc.constantFrom(
  ...Array.from('*?[]{}\\^:/%"\' \n\r\t\0'),
  'a',
  'A',
  'é',
  'e\u0301',
  '\uFEFF',
  '漢',
  '😀',
);
