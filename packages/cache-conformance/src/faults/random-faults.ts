import type { Milliseconds } from '@modular-agent/cache-contract';
import type { Fault, FaultPlan } from './fault.ts';

/** How probable each fault is, 0 to 1 for each call; 0 where it is left out. Together at most 1. */
export interface FaultOdds {
  /** The same seed gives the same faults for the same calls in the same order. */
  readonly seed: number;
  readonly fail?: number | undefined;
  readonly delay?: number | undefined;
  /** The longest delay; each is as probable as another. Default: 100 ms. */
  readonly longestDelay?: Milliseconds | undefined;
  readonly hang?: number | undefined;
  readonly loseAnswer?: number | undefined;
  readonly drop?: number | undefined;
  readonly corrupt?: number | undefined;
  /** The calls that it is about. Default: all. */
  readonly operations?: readonly string[] | undefined;
}

/** Faults by chance, which can be had again by their seed. @throws RangeError if the odds, or the longest delay, are none. */
export function randomFaults(odds: FaultOdds): FaultPlan {
  const { seed, longestDelay = 100, operations } = odds;
  const next = randomNumbers(seed);
  const kinds: readonly (readonly [number, () => Fault])[] = [
    [odds.fail ?? 0, () => ({ kind: 'fail' })],
    [odds.delay ?? 0, () => ({ kind: 'delay', milliseconds: next() * longestDelay })],
    [odds.hang ?? 0, () => ({ kind: 'hang' })],
    [odds.loseAnswer ?? 0, () => ({ kind: 'lose-answer' })],
    [odds.drop ?? 0, () => ({ kind: 'drop' })],
    [odds.corrupt ?? 0, () => ({ kind: 'corrupt' })],
  ];
  const sum = kinds.reduce((total, [probability]) => total + probability, 0);
  if (!kinds.every(([probability]) => probability >= 0) || !(sum <= 1 + 1e-9)) {
    throw new RangeError(`the odds of faults are 0 to 1 each and at most 1 together; these are ${sum} together`);
  }
  if (!(longestDelay >= 0)) throw new RangeError(`the longest delay is ${longestDelay} ms; give 0 or more`);
  return ({ operation }) => {
    if (operations !== undefined && !operations.includes(operation)) return undefined;
    let rest = next();
    for (const [probability, make] of kinds) {
      rest -= probability;
      if (rest < 0) return make();
    }
    return undefined;
  };
}

/** Numbers from 0 up to 1, by Tommy Ettinger's mulberry32. */
function randomNumbers(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
