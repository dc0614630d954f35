import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateBytes } from './estimate-bytes.ts';
import { takeSnapshot } from './take-snapshot.ts';

const cacheableValue = (): fc.Arbitrary<unknown> =>
  fc
    .anything({ withBigInt: true, withDate: true, withMap: true, withSet: true })
    .filter((value) => value !== undefined);

const estimate = (value: unknown): number => estimateBytes(takeSnapshot(value, {}).copy);

describe('the estimate', () => {
  it.each<readonly [unknown, number]>([
    ['', 24],
    ['漢字', 28],
    [1, 8],
    [0.5, 24],
    [2 ** 32, 24],
    [Object.fromEntries(Array.from({ length: 17 }, (_, index) => [index + 10, 1])), 24 + 17 * (28 + 8 + 100)],
    [null, 8],
    [255n, 25],
    [[1, 'a'], 24 + 8 + 26],
    [{ ab: true }, 24 + 28 + 8],
    [new Map([[1, 2]]), 64 + 32 + 16],
    [new Set([1]), 64 + 24 + 8],
    [new Uint8Array(1_000), 1_096],
    [new Date(), 96],
    [/ab/, 96 + 28],
    [new Error('ab'), 96 + 34 + 28 + 8],
  ])('of %o is %d', (value, bytes) => {
    expect(estimate(value)).toBe(bytes);
  });

  it('is a positive integer, and the same for a copy', () => {
    fc.assert(
      fc.property(cacheableValue(), (value) => {
        const bytes = estimate(value);
        expect(Number.isSafeInteger(bytes) && bytes > 0).toBe(true);
        expect(estimate(takeSnapshot(value, {}).read())).toBe(bytes);
      }),
    );
  });

  it('is that of a snapshot, for as long as it is kept', () => {
    const snapshot = takeSnapshot({ list: [1, 'a'] }, {});
    expect(snapshot.bytes).toBe(estimateBytes(snapshot.copy));
    expect(snapshot.bytes).toBe(snapshot.bytes);
  });

  it('of a whole is more than that of its parts', () => {
    fc.assert(
      fc.property(cacheableValue(), cacheableValue(), (one, other) => {
        expect(estimate([one, other])).toBeGreaterThan(estimate(one) + estimate(other));
      }),
    );
  });
});
