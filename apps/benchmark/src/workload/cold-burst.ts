import { setImmediate } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';
import type { Contender } from '../contenders/contender.ts';
import type { DataSet } from './data-set.ts';
import { startProcessorClock } from './processor-time.ts';
import type { Sample } from './sample.ts';

/** One sequential call is made for this many calls of the burst. */
const burstPerAlone = 20;
/** The heap is read once per this many starts, loads and ends of calls. */
const callsPerLook = 250;

/**
 * Measures sequential `getOrSet` calls of cold keys, then many of them in one turn of the event loop. The peak of the heap
 * includes garbage that is not collected yet. Needs `--expose-gc`.
 *
 * @returns Undefined if the contender can't load.
 */
export function coldBurst(
  { getOrSet, settle }: Contender,
  { values }: DataSet,
  calls: number,
): (() => Promise<Sample>) | undefined {
  if (getOrSet === undefined) return undefined;
  let made = 0;
  const call = (load: () => unknown): unknown => getOrSet(`new:${made++}`, load);
  let loaded = 0;
  const nextValue = (): unknown => values[loaded++ % values.length];
  const loadAlone = async (): Promise<unknown> => nextValue();

  return async () => {
    const alone = await oneByOne(Math.ceil(calls / burstPerAlone));
    const heap = watchHeap();
    let good = 0;
    let failures = 0;
    const load = async (): Promise<unknown> => {
      heap.look();
      return nextValue();
    };
    const end = (value: unknown): void => {
      heap.look();
      if (value !== undefined) good++;
    };
    const fail = (): void => void failures++;
    const pending: Promise<void>[] = [];
    const processorTime = startProcessorClock();
    const start = performance.now();
    for (let count = 0; count < calls; count++) {
      heap.look();
      pending.push(Promise.resolve(call(load)).then(end, fail));
    }
    await Promise.all(pending);
    await settle?.();
    return {
      operations: good,
      elapsed: performance.now() - start,
      failures,
      misses: calls - good - failures,
      cpu: processorTime(),
      burst: { alone, heap: heap.peak() / calls },
    };
  };

  /** @returns Milliseconds of one call. */
  async function oneByOne(count: number): Promise<number> {
    collect();
    await setImmediate();
    const start = performance.now();
    for (let index = 0; index < count; index++) await call(loadAlone);
    await settle?.();
    return (performance.now() - start) / count;
  }
}

/** Collects garbage, then watches how far the heap grows. */
function watchHeap() {
  collect();
  const before = getHeapStatistics().used_heap_size;
  let highest = before;
  let calls = 0;
  return {
    look(): void {
      if (++calls % callsPerLook === 0) highest = Math.max(highest, getHeapStatistics().used_heap_size);
    },
    /** Bytes above the heap after the collection. */
    peak: (): number => highest - before,
  };
}

function collect(): void {
  if (globalThis.gc === undefined) throw new Error('A burst needs --expose-gc: run Node.js with that flag.');
  globalThis.gc();
}
