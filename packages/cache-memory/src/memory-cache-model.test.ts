import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryCacheProvider } from './memory-cache-provider.ts';

/** The plainest cache that keeps the same promises: a list of entries, the least recently used first. */
class Model {
  now = 0;
  entries: { readonly key: string; readonly value: number; readonly expiresAt: number }[] = [];
  readonly counts = { hits: 0, misses: 0, sets: 0, deletes: 0, evictions: 0, expirations: 0 };
  replaced = 0;
  cleared = 0;
  readonly #maxEntries: number;

  constructor(maxEntries: number) {
    this.#maxEntries = maxEntries;
  }

  /** Takes an entry out; one whose time is over is none. */
  #take(key: string): (typeof this.entries)[number] | undefined {
    const entry = this.entries.find((each) => each.key === key);
    this.entries = this.entries.filter((each) => each !== entry);
    if (entry === undefined || entry.expiresAt > this.now) return entry;
    this.counts.expirations += 1;
    return undefined;
  }

  get(key: string): number | undefined {
    const entry = this.#take(key);
    if (entry === undefined) {
      this.counts.misses += 1;
      return undefined;
    }
    this.counts.hits += 1;
    this.entries.push(entry);
    return entry.value;
  }

  set(key: string, value: number, ttl: number): void {
    if (this.#take(key) !== undefined) this.replaced += 1;
    this.counts.sets += 1;
    this.entries.push({ key, value, expiresAt: this.now + ttl });
    const evicted = this.entries.length > this.#maxEntries ? this.entries.shift() : undefined;
    if (evicted !== undefined) this.counts[evicted.expiresAt > this.now ? 'evictions' : 'expirations'] += 1;
  }

  delete(key: string): boolean {
    const existed = this.#take(key) !== undefined;
    if (existed) this.counts.deletes += 1;
    return existed;
  }

  cleanup(): number {
    const live = this.entries.filter((entry) => entry.expiresAt > this.now);
    const freed = this.entries.length - live.length;
    this.entries = live;
    this.counts.expirations += freed;
    return freed;
  }

  clear(): void {
    this.cleanup();
    this.cleared += this.entries.length;
    this.entries = [];
  }
}

/** Does the same with both, and tells what each answered. */
type Step = (cache: MemoryCacheProvider, model: Model) => readonly [actual: unknown, expected: unknown];

const key = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const ttl = fc.oneof(fc.integer({ min: 1, max: 30 }), fc.constantFrom(60_000, Infinity));
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(key, fc.integer(), ttl).map(([name, value, life]): Step => (cache, model) => [
    cache.setSync(name, value, { ttl: life }),
    model.set(name, value, life),
  ]),
  key.map((name): Step => (cache, model) => [cache.getSync(name), model.get(name)]),
  key.map((name): Step => (cache, model) => [cache.deleteSync(name), model.delete(name)]),
  fc.integer({ min: 1, max: 20 }).map((milliseconds): Step => (_, model) => {
    vi.advanceTimersByTime(milliseconds);
    model.now += milliseconds;
    return [undefined, undefined];
  }),
  fc.constant<Step>((cache, model) => [cache.cleanupExpiredSync(), model.cleanup()]),
  { arbitrary: fc.constant<Step>((cache, model) => [cache.clearSync(), model.clear()]), weight: 1 },
);

describe('any sequence of calls', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it('leaves what the plainest cache would, and counts every entry that went exactly once', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 4 }), (steps, maxEntries) => {
        const cache = new MemoryCacheProvider({ maxEntries });
        const model = new Model(maxEntries);
        for (const take of steps) {
          const [actual, expected] = take(cache, model);
          expect(actual).toBe(expected);
        }
        model.cleanup();
        const { evictions, expirations, deletes, sets, size, ...others } = cache.getStatsSync();
        expect({ evictions, expirations, deletes, sets, hits: others.hits, misses: others.misses }).toEqual(
          model.counts,
        );
        expect(size).toBe(model.entries.length);
        expect(sets).toBe(model.entries.length + evictions + expirations + deletes + model.replaced + model.cleared);
      }),
      { numRuns: 500 },
    );
  });
});
