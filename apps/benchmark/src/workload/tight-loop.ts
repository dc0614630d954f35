import { setImmediate } from 'node:timers/promises';
import type { Contender } from '../contenders/contender.ts';
import type { DataSet } from './data-set.ts';
import { startProcessorClock } from './processor-time.ts';
import type { Sample } from './sample.ts';

/** What is called in memory: `get`, `set` and `getOrSet` are awaited one by one, the others are not. */
export type MemoryOperation = 'get' | 'set' | 'getOrSet' | 'getSync' | 'setSync';

/** Makes so many calls. @returns How many of them were misses. */
type Burst = (calls: number) => number | Promise<number>;

const callsPerBurst = { get: 1_000, set: 1_000, getOrSet: 1_000, getSync: 20_000, setSync: 1_000 } as const;

/**
 * One caller in a loop of bursts, with a turn of the event loop after each, as a program would have. The clock is read
 * once for each burst, and every answer is looked at, so that nothing is optimised away.
 */
export async function tightLoop(operation: MemoryOperation, burst: Burst, milliseconds: number): Promise<Sample> {
  const calls = callsPerBurst[operation];
  const processorTime = startProcessorClock();
  const start = performance.now();
  let operations = 0;
  let misses = 0;
  let elapsed = 0;
  while (elapsed < milliseconds) {
    misses += await burst(calls);
    operations += calls;
    await setImmediate();
    elapsed = performance.now() - start;
  }
  return { operations: operations - misses, elapsed, failures: 0, misses, cpu: processorTime() };
}

/** Undefined if the contender can't do it. */
export function burstOf(operation: MemoryOperation, contender: Contender, data: DataSet): Burst | undefined {
  const { keys, values } = data;
  let turn = 0;
  const next = (): number => (turn = turn + 1 === keys.length ? 0 : turn + 1);
  if (operation === 'getSync') {
    const { getSync } = contender;
    if (getSync === undefined) return undefined;
    return (calls) => {
      let misses = 0;
      for (let call = 0; call < calls; call++) if (getSync(keys[next()] as string) === undefined) misses++;
      return misses;
    };
  }
  if (operation === 'setSync') {
    const { setSync } = contender;
    if (setSync === undefined) return undefined;
    return (calls) => {
      for (let call = 0; call < calls; call++) setSync(keys[next()] as string, values[turn]);
      return 0;
    };
  }
  if (operation === 'getOrSet') {
    const { getOrSet } = contender;
    if (getOrSet === undefined) return undefined;
    let loads = 0;
    const load = (): undefined => void loads++;
    return async (calls) => {
      loads = 0;
      for (let call = 0; call < calls; call++) await getOrSet(keys[next()] as string, load);
      return loads;
    };
  }
  if (operation === 'get') {
    return async (calls) => {
      let misses = 0;
      for (let call = 0; call < calls; call++)
        if ((await contender.get(keys[next()] as string)) === undefined) misses++;
      return misses;
    };
  }
  return async (calls) => {
    for (let call = 0; call < calls; call++) await contender.set(keys[next()] as string, values[turn]);
    return 0;
  };
}
