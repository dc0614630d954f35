import { setImmediate } from 'node:timers/promises';
import { latencyOf } from '../statistics/latency.ts';
import type { Calls } from './calls.ts';
import { startProcessorClock } from './processor-time.ts';
import type { Sample } from './sample.ts';

/**
 * Workers call for a time, each awaiting its call before it makes the next one. Then every call that was made is
 * awaited, with what it stores in the background, and counts. The first worker's calls are timed.
 *
 * @param turnEvery After how many calls a worker lets the event loop turn, where calls may need no turn of it themselves.
 */
export async function closedLoop(
  calls: Calls,
  workers: number,
  milliseconds: number,
  turnEvery: number = Infinity,
): Promise<Sample> {
  const loop = { running: true };
  let good = 0;
  let failures = 0;
  let misses = 0;

  const work = async (latencies?: number[]): Promise<void> => {
    let made = 0;
    while (loop.running) {
      if (++made % turnEvery === 0) await setImmediate();
      const start = latencies && performance.now();
      try {
        if (calls.isGood(await calls.next())) good++;
        else misses++;
      } catch {
        failures++;
        // What refuses at once must not keep the event loop from ever turning.
        await setImmediate();
      }
      if (start !== undefined) latencies?.push(performance.now() - start);
    }
  };

  const firstWorker: number[] = [];
  const processorTime = startProcessorClock();
  const start = performance.now();
  setTimeout(() => (loop.running = false), milliseconds);
  await Promise.all([work(firstWorker), ...Array.from({ length: workers - 1 }, () => work())]);
  await calls.settle?.();
  const latency = latencyOf(firstWorker);
  return {
    operations: good * calls.entriesPerCall,
    elapsed: performance.now() - start,
    failures: failures * calls.entriesPerCall,
    misses: misses * calls.entriesPerCall,
    cpu: processorTime(),
    ...(latency !== undefined && { latency }),
  };
}
