import { MemoryCacheProvider } from '@modular-agent/cache-memory';
import { describe, expect, it, vi } from 'vitest';
import { createCache, type Cache } from './index.ts';
import { useFakeTime } from './test/fake-time.ts';
import { VirtualWorld } from './test/virtual-world.ts';

const isDeep = process.env['TEST_DEPTH'] === 'deep';
/** Any number by hand: `INTERLEAVINGS=100000 npx vitest run src/model.test.ts`. One seed alone: `SEED=123`. */
const interleavings = Number(process.env['INTERLEAVINGS'] ?? (isDeep ? 10_000 : 300));
const firstSeed = Math.floor(Math.random() * 1e9);
const seeds =
  process.env['SEED'] === undefined
    ? Array.from({ length: interleavings }, (_, index) => firstSeed + index)
    : [Number(process.env['SEED'])];
console.log(`${seeds.length} interleavings, the first with SEED=${seeds[0]}`);

useFakeTime();

/** Steps of the history, in the order in which they happened. */
type Moment = number;

/** Something that replaces what was there. */
interface Change {
  readonly key: string | undefined;
  /** None: a delete, or an invalidation. */
  readonly value: string | undefined;
  readonly from: Moment;
  /** When it was acknowledged by all. */
  to: Moment;
}

interface Seen {
  readonly what: string;
  readonly key: string;
  readonly value: string;
  readonly from: Moment;
}

const keys = ['a', 'b'] as const;

/** A history of a few processes with a cache each: what they do, and what is wrong with what they saw. */
class History {
  readonly world: VirtualWorld;
  readonly complaints: string[] = [];
  #now: Moment = 0;
  #made = 0;
  readonly #begun = new Map<string, Moment>();
  readonly #changes: Change[] = [];
  readonly #seen: Seen[] = [];
  readonly #caches: readonly Cache[];
  readonly #aborts: AbortController[] = [];
  #loading = new Map<string, number>();
  mostLoading = 0;
  loads = 0;

  constructor(seed: number, processes: number) {
    this.world = new VirtualWorld(seed);
    this.#caches = Array.from({ length: processes }, (_, process) =>
      createCache({
        name: 'c',
        tiers: [new MemoryCacheProvider(), this.world.connect(process)],
        ttl: '10m',
        tierTimeout: '1h',
        leaseTtl: '1s',
        loaderTimeout: '10s',
      }),
    );
  }

  /** Lets each process do something now and then, until all of it has ended. */
  async run(operations: readonly string[], count: number): Promise<void> {
    const { world } = this;
    // Half of the histories begin when all listen already: then memories are trusted from the start.
    if (world.random() < 0.5) {
      const opened = this.#caches.map((cache) => cache.get('none'));
      while (!this.#caches.every((cache) => cache.getStats().isListening) || !world.isIdle) {
        world.step();
        await turn();
      }
      await Promise.all(opened);
    }
    const under = new Set<Promise<void>>();
    let left = count;
    let idle = 0;
    while (left > 0 || under.size > 0) {
      const mayBegin = left > 0 && (world.isIdle || world.random() < 0.3);
      if (mayBegin) {
        left -= 1;
        const work = this.#begin(operations).catch(() => {});
        under.add(work);
        void work.then(() => under.delete(work));
      } else if (world.isIdle) {
        await vi.advanceTimersByTimeAsync(Math.ceil(this.world.random() * 100));
        // A lost wake-up: nothing is under way, and no time makes it go on.
        if (++idle > 2_000) {
          this.complaints.push(`${under.size} calls never ended`);
          break;
        }
      } else {
        world.step();
      }
      await turn();
    }
    this.#judge();
    await Promise.all(
      this.#caches.filter((_, process) => !world.isCrashed(process)).map((cache) => this.#close(cache)),
    );
  }

  async #close(cache: Cache): Promise<void> {
    const closing = { isDone: false };
    const closed = cache.close().finally(() => (closing.isDone = true));
    while (!closing.isDone) {
      this.world.step();
      await vi.advanceTimersByTimeAsync(10);
    }
    await closed;
  }

  async #begin(operations: readonly string[]): Promise<void> {
    const { random } = this.world;
    const process = Math.floor(random() * this.#caches.length);
    const cache = this.#caches[process];
    const key = keys[Math.floor(random() * keys.length)] ?? 'a';
    const operation = operations[Math.floor(random() * operations.length)];
    if (cache === undefined || operation === undefined || this.world.isCrashed(process)) return;
    await this.#ending(process, this.#carryOut(operation, process, cache, key));
  }

  async #carryOut(operation: string, process: number, cache: Cache, key: string): Promise<void> {
    const { random } = this.world;
    const from = ++this.#now;
    switch (operation) {
      case 'get': {
        this.#see('get', key, await cache.get<string>(key), from);
        break;
      }
      case 'load': {
        const abort = new AbortController();
        this.#aborts.push(abort);
        const loader = ({ signal }: { readonly signal: AbortSignal }): Promise<string> =>
          this.#load(process, key, signal);
        const value = await cache.getOrSet(key, loader, { tags: ['t'], signal: abort.signal });
        this.#see('getOrSet', key, value, from);
        break;
      }
      case 'set': {
        const value = this.#make('set');
        await this.#change({ key, value, from, to: Infinity }, () => cache.set(key, value, { tags: ['t'] }));
        break;
      }
      case 'delete':
        await this.#change({ key, value: undefined, from, to: Infinity }, () => cache.delete(key));
        break;
      case 'expire':
        await this.#change({ key, value: undefined, from, to: Infinity }, () => cache.expire(key));
        break;
      case 'invalidate':
        await this.#change({ key: undefined, value: undefined, from, to: Infinity }, () => cache.invalidateTags(['t']));
        break;
      case 'abort':
        this.#aborts[Math.floor(random() * this.#aborts.length)]?.abort();
        break;
      case 'crash':
        // One stays.
        if (process > 0) this.world.crash(process);
        break;
    }
  }

  /** Rejects the calls of a process that has crashed. */
  async #ending<T>(process: number, work: Promise<T>): Promise<T> {
    return await Promise.race([
      work,
      new Promise<never>((_, reject) => {
        const look = setInterval(() => {
          if (this.world.isCrashed(process)) reject(new Error('crashed'));
        }, 50);
        void work.then(
          () => clearInterval(look),
          () => clearInterval(look),
        );
      }),
    ]);
  }

  async #load(process: number, key: string, signal: AbortSignal): Promise<string> {
    const value = this.#make('load');
    this.loads += 1;
    const running = (this.#loading.get(key) ?? 0) + 1;
    this.#loading.set(key, running);
    this.mostLoading = Math.max(this.mostLoading, running);
    await Promise.race([this.world.turn(process), new Promise((resolve) => signal.addEventListener('abort', resolve))]);
    await this.world.turn(process);
    this.#loading.set(key, (this.#loading.get(key) ?? 0) - 1);
    return value;
  }

  #make(kind: string): string {
    const value = `${kind} ${this.#made++}`;
    this.#begun.set(value, ++this.#now);
    return value;
  }

  async #change(change: Change, make: () => Promise<{ readonly pending: readonly string[] }>): Promise<void> {
    this.#changes.push(change);
    const { pending } = await make();
    if (pending.length === 0) change.to = ++this.#now;
  }

  #see(what: string, key: string, value: string | undefined, from: Moment): void {
    if (value !== undefined) this.#seen.push({ what, key, value, from });
  }

  /** Nobody may see what had been replaced, and acknowledged, before he asked. */
  #judge(): void {
    for (const { what, key, value, from } of this.#seen) {
      // A load is as old as its beginning. A set may count as late as it was acknowledged.
      const begun = this.#changes.find((each) => each.value === value)?.to ?? this.#begun.get(value) ?? NaN;
      const change = this.#changes.find(
        (each) =>
          each.to < from && begun < each.from && (each.key === undefined || each.key === key) && each.value !== value,
      );
      if (change === undefined) continue;
      this.complaints.push(
        `${what} of ${key} at ${from} gave "${value}" of ${begun}, replaced from ${change.from} to ${change.to}`,
      );
    }
  }
}

/** Lets everything go on that waits for nothing. */
async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

describe('of many interleavings of what processes do', () => {
  it(
    'never returns a replaced value or loses a wake-up, in many interleavings of processes',
    { timeout: 600_000 },
    async () => {
      const operations = ['get', 'get', 'load', 'load', 'set', 'delete', 'expire', 'invalidate', 'abort', 'crash'];
      for (const seed of seeds) {
        const history = new History(seed, 3);
        await history.run(operations, 8);
        expect(history.complaints, `SEED=${seed}`).toEqual([]);
      }
    },
  );

  it(
    'runs one loader of a key at a time if no process dies and nothing is replaced',
    { timeout: 600_000 },
    async () => {
      for (const seed of seeds) {
        const history = new History(seed, 3);
        await history.run(['get', 'load', 'load', 'load'], 8);
        expect(history.mostLoading, `SEED=${seed}`).toBeLessThanOrEqual(1);
        expect(history.complaints, `SEED=${seed}`).toEqual([]);
      }
    },
  );
});
