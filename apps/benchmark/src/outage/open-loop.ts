import { setTimeout } from 'node:timers/promises';
import { sharedClock } from './clock.ts';

/** `missed`: told that there is no value, although there is. `waiting`: nothing yet when the loop was over. */
export type CallOutcome = 'answered' | 'missed' | 'rejected' | 'waiting';

/** A call: when it was made, how long it took, and how it ended. */
export type OpenLoopCall = readonly [at: number, took: number, outcome: CallOutcome];

/** Milliseconds between two calls: 200 each second. */
const interval = 5;
/** How long calls may still take when the last one was made. */
const grace = 2_000;

/**
 * Calls 200 times a second from a time on, whatever became of earlier calls, and gives all of them 2 s more at the end.
 */
export async function openLoop(
  get: (key: string) => unknown,
  keys: readonly string[],
  from: number,
  milliseconds: number,
): Promise<readonly OpenLoopCall[]> {
  const count = Math.floor(milliseconds / interval);
  const starts: number[] = [];
  const ended: (OpenLoopCall | undefined)[] = [];
  const under: Promise<void>[] = [];

  const call = async (number: number): Promise<void> => {
    const at = (starts[number] = sharedClock());
    let outcome: CallOutcome;
    try {
      const value = await get(keys[number % keys.length] as string);
      outcome = value === undefined || value === null ? 'missed' : 'answered';
    } catch {
      outcome = 'rejected';
    }
    ended[number] = [at, sharedClock() - at, outcome];
  };

  while (starts.length < count) {
    await setTimeout(Math.max(0, from + starts.length * interval - sharedClock()));
    while (starts.length < count && from + starts.length * interval <= sharedClock()) under.push(call(starts.length));
  }
  await Promise.race([Promise.all(under), setTimeout(grace)]);
  const over = sharedClock();
  return starts.map((at, number) => ended[number] ?? [at, over - at, 'waiting']);
}
