import type { Milliseconds } from '@modular-agent/cache-contract';

interface HeldLease<Token> {
  readonly token: Token;
  readonly expiresAt: Milliseconds;
}

/** Fewer than this many are never swept. */
const smallestSweep = 64;

/**
 * Leases by key, on the monotonic clock. Those that ran out are freed as others are granted; every call is O(1) amortized.
 */
export class LeaseTable<Token> {
  readonly #leases = new Map<string, HeldLease<Token>>();
  #sweepAt = smallestSweep;

  /** How many it remembers, also such as ran out. */
  get size(): number {
    return this.#leases.size;
  }

  /** The token of whoever holds the lease of a key. */
  holder(key: string): Token | undefined {
    const held = this.#leases.get(key);
    return held !== undefined && held.expiresAt > performance.now() ? held.token : undefined;
  }

  /** Grants the lease of a key, in place of any other. */
  grant(key: string, token: Token, duration: Milliseconds): void {
    const now = performance.now();
    if (this.#leases.size >= this.#sweepAt) this.#sweep(now);
    this.#leases.set(key, { token, expiresAt: now + duration });
  }

  /** Ends the lease of a key, whoever holds it. */
  end(key: string): void {
    this.#leases.delete(key);
  }

  /** Forgets every lease. */
  clear(): void {
    this.#leases.clear();
  }

  /** Frees what ran out, each time the leases are twice as many as were left the last time. */
  #sweep(now: Milliseconds): void {
    for (const [key, { expiresAt }] of this.#leases) {
      if (expiresAt <= now) this.#leases.delete(key);
    }
    this.#sweepAt = Math.max(smallestSweep, 2 * this.#leases.size);
  }
}
