import { describe, expect, it } from 'vitest';
import { ReadGather } from './read-gather.ts';

/** Gathers numbers; a call ends when it is told to. */
function gatherNumbers(): { gather: ReadGather<number>; calls: (readonly number[])[]; end: () => Promise<void> } {
  const calls: (readonly number[])[] = [];
  const ends: (() => void)[] = [];
  const gather = new ReadGather<number>((reads) => {
    calls.push(reads);
    return new Promise((resolve) => ends.push(resolve));
  });
  const end = async (): Promise<void> => {
    for (const each of ends.splice(0)) each();
    await Promise.resolve();
  };
  return { gather, calls, end };
}

const tick = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));
/** A whole turn of the event loop, of which the end of this one is none. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const lengths = (calls: readonly (readonly number[])[]): number[] => calls.map(({ length }) => length);

describe('reads', () => {
  it('of one tick are one call, at the end of the tick', async () => {
    const { gather, calls } = gatherNumbers();
    for (const read of numbers(3)) gather.add(read);
    expect(calls).toEqual([]);
    await tick();
    expect(calls).toEqual([[0, 1, 2]]);
  });

  it('never join a call that was made', async () => {
    const { gather, calls } = gatherNumbers();
    gather.add(0);
    await tick();
    gather.add(1);
    await turn();
    expect(calls).toEqual([[0], [1]]);
  });

  it('wait for the others of the turn while an answer may wake more, unless they are many', async () => {
    const { gather, calls, end } = gatherNumbers();
    gather.add(0);
    await tick();
    gather.add(1);
    await tick();
    gather.add(2);
    expect(calls).toEqual([[0]]);
    await turn();
    expect(calls).toEqual([[0], [1, 2]]);
    for (const read of numbers(32)) gather.add(read);
    await tick();
    expect(lengths(calls)).toEqual([1, 2, 32]);
    await end();
    gather.add(3);
    await tick();
    expect(lengths(calls)).toEqual([1, 2, 32, 1]);
  });

  it('are all sent, each once, in calls of about the same size that grow with their number', async () => {
    for (const [count, most] of [
      [64, 64],
      [65, 64],
      [100, 64],
      [1_000, 64],
      [20_000, 512],
    ] as const) {
      const { gather, calls } = gatherNumbers();
      for (const read of numbers(count)) gather.add(read);
      await turn();
      expect(calls.flat()).toEqual(numbers(count));
      expect(Math.max(...lengths(calls))).toBeLessThanOrEqual(most);
      expect(calls).toHaveLength(Math.ceil(count / most));
    }
  });
});
