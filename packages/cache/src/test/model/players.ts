import { MemoryCacheProvider } from '@modular-agent/cache-memory';
import { createCache, type Cache } from '../../index.ts';
import type { Schedule } from './schedule.ts';
import type { VirtualStore } from './virtual-store.ts';

/** How a history's caches are made. */
export interface Setting {
  readonly processes: number;
  readonly hasMemory: boolean;
  readonly maxPending: number;
  readonly maxQueuedEntries: number;
}

/** The ttl of a lease, of which the longest load must be a multiple. */
export const leaseTtl = 1_000;

const tierTimeout = 200;
const storeTimeout = 5_000;

/** How long a write may land after its call began; with a wait for the version before it. */
export const writeTime: number = 2 * tierTimeout + 1_000 + storeTimeout;

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
      queueTimeout: 1_000,
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
