import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renewalDelay } from './renewal-delay.ts';

describe('renewalDelay', () => {
  it('is between a half and the whole of a second, doubled with each renewal in a row up to 30 s', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 5_000 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (renewals, random) => {
          const longest = Math.min(30_000, 1_000 * 2 ** renewals);
          const delay = renewalDelay(renewals, random);
          expect(delay).toBeGreaterThanOrEqual(longest / 2);
          expect(delay).toBeLessThanOrEqual(longest);
        },
      ),
    );
  });

  it('spreads many processes over the span', () => {
    expect(renewalDelay(0, 0)).toBe(500);
    expect(renewalDelay(0, 0.5)).toBe(750);
    expect(renewalDelay(10, 0.9999)).toBeCloseTo(30_000, -1);
  });
});
