import fc from 'fast-check';
import { expect, it } from 'vitest';
import { roundOrder } from './round-order.ts';

const contenders = fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 12 });

it('gives everyone one turn in every round', () => {
  fc.assert(
    fc.property(contenders, fc.nat(100), (names, round) => {
      expect(roundOrder(names, round).toSorted()).toEqual(names.toSorted());
    }),
  );
});

it('lets everyone stand at both ends in as many rounds as there are contenders, or twice as many', () => {
  fc.assert(
    fc.property(contenders, (names) => {
      const rounds = Array.from({ length: 2 * names.length }, (_, round) => roundOrder(names, round));
      const ends = new Set(rounds.flatMap((order) => [order[0], order.at(-1)]));
      expect(ends.size).toBe(names.length);
    }),
  );
});
