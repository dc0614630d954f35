import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reconnectDelay } from './reconnect-delay.ts';

describe('reconnectDelay', () => {
  it('is never longer than 1 s, and never longer than 50 ms doubled with each failure', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 5_000 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (failures, random) => {
          const delay = reconnectDelay(failures, random);
          expect(delay).toBeGreaterThanOrEqual(0);
          expect(delay).toBeLessThanOrEqual(Math.min(1_000, 50 * 2 ** failures));
        },
      ),
    );
  });

  it('spreads many processes over the whole span', () => {
    expect(reconnectDelay(10, 0)).toBe(0);
    expect(reconnectDelay(10, 0.5)).toBe(500);
    expect(reconnectDelay(10, 0.9999)).toBe(1_000);
  });
});
