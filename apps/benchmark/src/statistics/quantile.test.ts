import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ascending, median, quantile } from './quantile.ts';
import { summarize } from './summary.ts';

/** Nothing measured is -0, which sorts like 0 and is another one. */
const figure = fc.double({ min: -1e9, max: 1e9, noNaN: true }).map((value) => value + 0);
const figures = fc.array(figure, { minLength: 1, maxLength: 50 });

describe('a quantile', () => {
  it('is the one that R and NumPy give', () => {
    expect(quantile([1, 2, 3, 4], 0.25)).toBe(1.75);
    expect(quantile([15, 20, 35, 40, 50], 0.4)).toBe(29);
    expect(median([7, 1, 3])).toBe(3);
  });

  it('of nothing is NaN', () => {
    expect(median([])).toBeNaN();
    expect(summarize([]).count).toBe(0);
  });

  it('lies between the least and the greatest, and never falls while the fraction rises', () => {
    fc.assert(
      fc.property(
        figures,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, a, b) => {
          const sorted = ascending(values);
          const lower = quantile(sorted, Math.min(a, b));
          const upper = quantile(sorted, Math.max(a, b));
          expect(lower).toBeLessThanOrEqual(upper + 1e-6);
          expect(lower).toBeGreaterThanOrEqual(Math.min(...values) - 1e-6);
          expect(upper).toBeLessThanOrEqual(Math.max(...values) + 1e-6);
        },
      ),
    );
  });

  it('does not hang on the order of the values', () => {
    fc.assert(
      fc.property(figures, (values) => {
        expect(summarize(values.toReversed())).toEqual(summarize(values));
      }),
    );
  });
});

describe('the median', () => {
  it('has as many values on its one side as on its other', () => {
    fc.assert(
      fc.property(figures, (values) => {
        const middle = median(values);
        const below = values.filter((value) => value < middle - 1e-6).length;
        const above = values.filter((value) => value > middle + 1e-6).length;
        expect(below).toBeLessThanOrEqual(values.length / 2);
        expect(above).toBeLessThanOrEqual(values.length / 2);
      }),
    );
  });
});
