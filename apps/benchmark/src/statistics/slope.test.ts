import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slope } from './slope.ts';

describe('the slope', () => {
  it('of points on a line is the line’s', () => {
    const line = fc.tuple(fc.integer({ min: -1_000, max: 1_000 }), fc.integer({ min: -1_000, max: 1_000 }));
    const places = fc.uniqueArray(fc.integer({ min: 0, max: 1_000 }), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(line, places, ([rise, offset], xs) => {
        expect(slope(xs.map((x) => ({ x, y: rise * x + offset })))).toBeCloseTo(rise, 6);
      }),
    );
  });

  it('of one point is unknown', () => {
    expect(slope([{ x: 1, y: 1 }])).toBeNaN();
  });
});
