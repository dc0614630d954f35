import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { RedisCacheProvider } from '@modular-agent/cache-redis';
import { seededRandom } from '../statistics/seeded-random.ts';
import { createLoad } from './load.ts';
import type { LoadReport, StartLoad } from './messages.ts';

// The provider under load, in a process of its own, whose memory is nobody else's. Started with --expose-gc.
/** Milliseconds. */
const settle = 20;

const unhandled: string[] = [];
process.on('unhandledRejection', (reason) => unhandled.push(String(reason)));
process.on('uncaughtException', (error) => unhandled.push(String(error)));
// Ctrl-C reaches the whole group; the parent ends its children.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit());
process.once('message', (start: StartLoad) => void run(start));

async function run({ url, milliseconds, interval }: StartLoad): Promise<void> {
  const cache = new RedisCacheProvider({ url });
  const load = createLoad(cache, seededRandom(1));
  const start = performance.now();
  let unreadable = 0;

  async function tell(kind: LoadReport['kind']): Promise<void> {
    // What a first collection lets go of outside the heap is freed a little later.
    for (let collection = 0; collection < 3; collection++) {
      globalThis.gc?.();
      await setTimeout(settle);
    }
    const { heapUsed, external } = process.memoryUsage();
    const sample = { at: performance.now() - start, heapUsed, external };
    const report: LoadReport = { kind, sample, counts: load.counts(), unreadable, unhandled };
    await new Promise((resolve) => process.send?.(report, resolve));
  }

  for (let shift = 1; performance.now() - start < milliseconds; shift++) {
    await load.run(Math.min(milliseconds, shift * interval) - (performance.now() - start));
    ({ unreadable } = await cache.getStats());
    await tell('sample');
  }
  await cache.close();
  await tell('done');
  process.exit();
}
