import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDuration, type Duration } from './duration.ts';
import { CacheOptionError } from './errors/cache-option-error.ts';

describe('parseDuration', () => {
  it.each<[Duration, number]>([
    ['250ms', 250],
    ['30s', 30_000],
    ['5m', 300_000],
    ['1h', 3_600_000],
    ['7d', 604_800_000],
    ['1.5h', 5_400_000],
    ['1.1s', 1_100],
    [1_000, 1_000],
    [Infinity, Infinity],
  ])('reads %s as %d ms', (duration, expected) => {
    expect(parseDuration(duration)).toBe(expected);
  });

  it('rounds a fraction of a millisecond up, so that no ttl becomes zero', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 2 ** 50, noNaN: true }), (milliseconds) => {
        const parsed = parseDuration(milliseconds);
        expect(Number.isInteger(parsed)).toBe(true);
        expect(parsed).toBeGreaterThanOrEqual(1);
        expect(parsed - milliseconds).toBeLessThan(1);
        expect(parsed).toBeGreaterThanOrEqual(milliseconds);
      }),
    );
  });

  it('reads a number with a unit as that many of the unit', () => {
    const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fc.constantFrom('ms', 's', 'm', 'h', 'd'), (amount, unit) => {
        expect(parseDuration(`${amount}${unit}`)).toBe(amount * units[unit]);
      }),
    );
  });

  it.each<unknown>([
    0,
    -1,
    -Infinity,
    NaN,
    1e300,
    '0s',
    '-1s',
    '5',
    's',
    '1w',
    '1e3s',
    ' 1s',
    '',
    'Infinity',
    null,
    {},
    5n,
  ])('refuses %s', (duration) => {
    expect(() => parseDuration(duration as Duration, 'ttl')).toThrow(CacheOptionError);
  });

  it('says which option was wrong, what it was, and what to give', () => {
    expect(() => parseDuration('soon' as Duration, 'ttl')).toThrow(
      `ttl is "soon"; give a positive number of milliseconds or a string like '30s', '5m', '1h'`,
    );
  });
});
