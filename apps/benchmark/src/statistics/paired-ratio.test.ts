import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairedRatio } from './paired-ratio.ts';

const speed = fc.double({ min: 1, max: 1e6, noNaN: true });
const rounds = fc.array(speed, { minLength: 1, maxLength: 12 });

describe('a paired ratio', () => {
  it('is found exactly, however much the machine sways from round to round', () => {
    fc.assert(
      fc.property(rounds, fc.double({ min: 0.1, max: 10, noNaN: true }), (base, factor) => {
        const ratio = pairedRatio(
          base.map((value) => value * factor),
          base,
        );
        for (const figure of [ratio.median, ratio.min, ratio.max, ratio.interval.lower, ratio.interval.upper]) {
          expect(figure).toBeCloseTo(factor, 6);
        }
      }),
    );
  });

  it('turned round is its inverse', () => {
    fc.assert(
      // With an odd number of rounds the median is one of them.
      fc.property(
        fc.array(fc.tuple(speed, speed), { minLength: 1, maxLength: 9 }).filter(({ length }) => length % 2 === 1),
        (pairs) => {
          const ours = pairs.map(([first]) => first);
          const theirs = pairs.map(([, second]) => second);
          expect(pairedRatio(ours, theirs).median * pairedRatio(theirs, ours).median).toBeCloseTo(1, 6);
        },
      ),
    );
  });

  it('has an interval that holds the median and lies within the rounds', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(speed, speed), { minLength: 1, maxLength: 12 }), (pairs) => {
        const { interval, median, min, max } = pairedRatio(
          pairs.map(([first]) => first),
          pairs.map(([, second]) => second),
        );
        expect(interval.lower).toBeLessThanOrEqual(median);
        expect(interval.upper).toBeGreaterThanOrEqual(median);
        expect(interval.lower).toBeGreaterThanOrEqual(min);
        expect(interval.upper).toBeLessThanOrEqual(max);
      }),
      { numRuns: 30 },
    );
  });

  it('leaves out a round that only one of them has', () => {
    const ratio = pairedRatio([10, undefined, 30, 8, 5], [5, 5, undefined, 4, 0]);
    expect(ratio).toMatchObject({ count: 2, median: 2 });
  });

  it('of no common round has no figures', () => {
    expect(pairedRatio([undefined], [1])).toMatchObject({ count: 0, median: Number.NaN });
  });
});
