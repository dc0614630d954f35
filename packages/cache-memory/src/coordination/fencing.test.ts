import assert from 'node:assert/strict';
import type { Lease, Milliseconds } from '@modular-agent/cache-contract';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { MemoryCacheProvider } from '../memory-cache-provider.ts';

const numRuns = process.env['TEST_DEPTH'] === 'deep' ? 10_000 : 1_000;
/** The same histories again: `SEED=123`. fast-check prints the seed of a failure. */
const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1e9));

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** What one of the holders does next, or how much time passes. */
type Step =
  | { readonly kind: 'acquire' | 'renew'; readonly holder: number; readonly ttl: Milliseconds }
  | { readonly kind: 'write' | 'release' | 'crash'; readonly holder: number }
  /** By a holder that slept through the end of its lease, under any that was ever granted. */
  | { readonly kind: 'write late'; readonly grant: number }
  | { readonly kind: 'wait'; readonly milliseconds: Milliseconds };

const holder = fc.nat({ max: 3 });
const milliseconds = fc.integer({ min: 1, max: 10 });

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('acquire', 'renew'), holder, ttl: milliseconds }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('write', 'release', 'crash'), holder }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('write late'), grant: fc.nat({ max: 20 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('wait'), milliseconds }) },
);

/** What a holder believes. */
interface Holding {
  readonly lease: Lease;
  readonly until: Milliseconds;
}

/** Holders of one lease, who write an entry of its name under its tokens. */
class Holders {
  readonly #provider: MemoryCacheProvider;
  readonly #key: string;
  readonly #holdings = new Map<number, Holding>();
  /** Every lease that was ever granted. */
  readonly #grants: Lease[] = [];
  #now: Milliseconds = 0;
  /** The token of the entry. */
  #written = -1;

  constructor(provider: MemoryCacheProvider, key: string) {
    this.#provider = provider;
    this.#key = key;
  }

  /** How many believe now that they hold it. */
  get count(): number {
    return [...this.#holdings.values()].filter(({ until }) => until > this.#now).length;
  }

  async take(next: Step): Promise<void> {
    const { leases } = this.#provider.coordination;
    if (next.kind === 'wait') {
      this.#now += next.milliseconds;
      vi.advanceTimersByTime(next.milliseconds);
    } else if (next.kind === 'write late') {
      const lease = this.#grants[next.grant];
      if (lease !== undefined) await this.#write(lease);
    } else if (next.kind === 'acquire') {
      const lease = await leases.acquire(this.#key, next.ttl);
      if (lease === undefined) return;
      assert.ok(lease.token > (this.#grants.at(-1)?.token ?? -1));
      this.#grants.push(lease);
      this.#holdings.set(next.holder, { lease, until: this.#now + next.ttl });
    } else {
      const holding = this.#holdings.get(next.holder);
      if (holding !== undefined) await this.#use(next, holding);
    }
  }

  async #use(next: Exclude<Step, { kind: 'wait' | 'write late' }>, { lease, until }: Holding): Promise<void> {
    const { leases } = this.#provider.coordination;
    const isHeld = until > this.#now;
    if (next.kind === 'renew') {
      assert.equal(await leases.renew(lease, next.ttl), isHeld);
      if (isHeld) this.#holdings.set(next.holder, { lease, until: this.#now + next.ttl });
    } else if (next.kind === 'write') {
      // Whoever holds it is never refused.
      assert.equal(await this.#write(lease), isHeld || lease.token >= this.#written);
    } else {
      // A crash gives nothing back.
      if (next.kind === 'release') assert.equal(await leases.release(lease), isHeld);
      this.#holdings.delete(next.holder);
    }
  }

  async #write({ token }: Lease): Promise<boolean> {
    const isStored = await this.#provider.setIfNewer(this.#key, token, { stamp: token, ttl: Infinity });
    assert.equal(isStored, token >= this.#written);
    this.#written = Math.max(this.#written, token);
    assert.equal(await this.#provider.get(this.#key), this.#written);
    return isStored;
  }
}

it(`never has two holders of a lease, nor lets an earlier one overwrite a later one, in ${numRuns} histories`, async () => {
  await using provider = new MemoryCacheProvider();
  let histories = 0;
  const history = fc.array(step, { minLength: 20, maxLength: 60, size: 'max' });
  await fc.assert(
    fc.asyncProperty(history, async (steps) => {
      const key = `key ${histories++}`;
      const holders = new Holders(provider, key);
      for (const next of steps) {
        await holders.take(next);
        expect(holders.count).toBeLessThanOrEqual(1);
      }
      await provider.delete(key);
    }),
    { numRuns, seed },
  );
  expect(histories).toBeGreaterThanOrEqual(numRuns);
});
