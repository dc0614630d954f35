import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renewalDelay } from './renewal-pace.ts';

const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('renewalDelay', () => {
  it('is between a half and the whole of a second, doubled with each renewal in a row up to 30 s', () => {
    fc.assert(
      fc.property(fc.nat({ max: 5_000 }), random, (renewals, chance) => {
        const longest = Math.min(30_000, 1_000 * 2 ** renewals);
        const delay = renewalDelay(renewals, chance);
        expect(delay).toBeGreaterThanOrEqual(longest / 2);
        expect(delay).toBeLessThanOrEqual(longest);
      }),
    );
  });

  it('never shrinks while renewals go on in a row', () => {
    fc.assert(
      fc.property(fc.nat({ max: 5_000 }), random, (renewals, chance) => {
        expect(renewalDelay(renewals + 1, chance)).toBeGreaterThanOrEqual(renewalDelay(renewals, chance));
      }),
    );
  });

  it('spreads many processes over the span', () => {
    expect(renewalDelay(0, 0)).toBe(500);
    expect(renewalDelay(0, 0.5)).toBe(750);
    expect(renewalDelay(10, 0.9999)).toBeCloseTo(30_000, -1);
  });

  it('is another one each time', () => {
    const delays = Array.from({ length: 100 }, () => renewalDelay(0));
    expect(new Set(delays).size).toBeGreaterThan(90);
  });
});
