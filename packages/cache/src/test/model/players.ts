import { MemoryCacheProvider } from '@modular-agent/cache-memory';
import { createCache, type Cache } from '../../index.ts';
import type { Schedule } from './schedule.ts';
import { leaseTtl, queueTimeout, storeTimeout, tierTimeout } from './times.ts';
import type { VirtualStore } from './virtual-store.ts';

/** How a history's caches are made. */
export interface Setting {
  readonly processes: number;
  readonly hasMemory: boolean;
  readonly maxPending: number;
  readonly maxQueuedEntries: number;
}

/** A process with its cache, until it crashes. */
export class Player {
  readonly cache: Cache;
  readonly process: number;
  readonly #schedule: Schedule;
  readonly #crash = Promise.withResolvers<never>();

  constructor(process: number, store: VirtualStore, { hasMemory, maxPending, maxQueuedEntries }: Setting) {
    this.process = process;
    this.#schedule = store.schedule;
    this.#crash.promise.catch(() => {});
    const remote = store.connect(process);
    this.cache = createCache({
      name: 'c',
      tiers: hasMemory ? [new MemoryCacheProvider({ sweepInterval: Infinity }), remote] : [remote],
      ttl: '10m',
      jitter: 0,
      tierTimeout,
      queueTimeout,
      storeTimeout,
      loaderTimeout: 10_000,
      leaseTtl,
      maxPending,
      maxQueuedEntries,
      onProblem: () => {},
    });
  }

  get isAlive(): boolean {
    return !this.#schedule.isCrashed(this.process);
  }

  crash(): void {
    this.#schedule.crash(this.process);
    this.#crash.reject(new Error('crashed'));
  }

  /** Waits for work of this process; after a crash nobody does. */
  async wait<T>(work: Promise<T>): Promise<T> {
    return await Promise.race([work, this.#crash.promise]);
  }
}
