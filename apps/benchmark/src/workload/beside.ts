import { setImmediate } from 'node:timers/promises';
import type { Contender } from '../contenders/contender.ts';
import { callsOf } from './calls.ts';
import { closedLoop } from './closed-loop.ts';
import type { DataSet } from './data-set.ts';
import type { Sample } from './sample.ts';

/** What goes on beside the small reads. */
export type BigOperation = 'get' | 'set';

/** How many big values are on their way at any time. */
export const bigWorkers = 8;

/**
 * One worker reads small values while others read or write big ones through the same contender. The sample is of the
 * small reads alone, but for the processor time, which is of all; how many big values went beside is counted, as small
 * reads are fast where few of them do.
 */
export async function smallBesideBig(
  contender: Contender,
  small: DataSet,
  big: DataSet,
  operation: BigOperation,
  milliseconds: number,
): Promise<Sample> {
  const bigCalls = callsOf(operation, contender, big);
  const smallCalls = callsOf('get', contender, small);
  if (bigCalls === undefined || smallCalls === undefined) throw new Error('Every contender can get and set.');
  const loop = { running: true };
  let operations = 0;
  let failures = 0;
  const workers = Array.from({ length: bigWorkers }, async () => {
    while (loop.running) {
      try {
        if (bigCalls.isGood(await bigCalls.next())) operations++;
        else failures++;
      } catch {
        failures++;
        await setImmediate();
      }
    }
  });
  const sample = await closedLoop(smallCalls, 1, milliseconds);
  loop.running = false;
  await Promise.all(workers);
  return { ...sample, beside: { operations, failures } };
}
