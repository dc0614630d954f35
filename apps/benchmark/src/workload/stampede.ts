import { setTimeout } from 'node:timers/promises';
import type { Contender } from '../contenders/contender.ts';
import { latencyOf } from '../statistics/latency.ts';
import { startProcessorClock } from './processor-time.ts';
import type { Sample } from './sample.ts';

/**
 * Makes many callers ask for the same cold key at once, and times every call. The key is numbered by the round, so the
 * processes of a contender share it.
 *
 * @returns Undefined if the contender can't load.
 */
export function stampede(
  { getOrSet }: Contender,
  value: unknown,
  callers: number,
  loaderTime: number,
): (() => Promise<Sample>) | undefined {
  if (getOrSet === undefined) return undefined;
  let round = 0;
  return async () => {
    const key = `stampede:${round++}`;
    const latencies: number[] = [];
    let loads = 0;
    let good = 0;
    let failures = 0;
    const load = async (): Promise<unknown> => {
      loads++;
      await setTimeout(loaderTime);
      return value;
    };
    const call = async (): Promise<void> => {
      const called = performance.now();
      try {
        if ((await getOrSet(key, load)) !== undefined) good++;
      } catch {
        failures++;
      }
      latencies.push(performance.now() - called);
    };
    const processorTime = startProcessorClock();
    const start = performance.now();
    await Promise.all(Array.from({ length: callers }, call));
    const latency = latencyOf(latencies);
    return {
      operations: good,
      elapsed: performance.now() - start,
      failures,
      misses: callers - good - failures,
      cpu: processorTime(),
      loads,
      ...(latency !== undefined && { latency }),
    };
  };
}
