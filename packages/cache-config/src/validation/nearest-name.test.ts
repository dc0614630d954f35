import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, nearestName } from './nearest-name.ts';

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 });

describe('nearestName', () => {
  it.each([
    ['max_sise', 'max_size'],
    ['maxSize', 'max_size'],
    ['max-size', 'max_size'],
    ['MAX_SIZE', 'max_size'],
    ['prot', 'port'],
    ['hots', 'host'],
    ['hst', 'host'],
    ['something_else', undefined],
    ['x', undefined],
    ['', undefined],
  ])('takes %s for %s', (written, meant) => {
    expect(nearestName(written, ['host', 'port', 'max_size', 'default_ttl'])).toBe(meant);
  });
});

describe('editDistance', () => {
  it('is 0 for the same text, and no other', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(editDistance(a, b) === 0).toBe(a === b);
      }),
    );
  });

  it('is the same both ways', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
      }),
    );
  });

  it('is at most the length of the longer, at least the difference', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(editDistance(a, b)).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
      }),
    );
  });

  it('counts a swap of neighbours once', () => {
    expect(editDistance('prot', 'port')).toBe(1);
  });
});
