import {
  CacheOptionError,
  checkKey,
  parseDuration,
  type CallOptions,
  type Duration,
  type Lease,
  type LeaseStore,
  type Milliseconds,
  type Stamp,
} from '@modular-agent/cache-contract';
import type { CallGate } from '../calls/call-gate.ts';

interface HeldLease {
  readonly token: Stamp;
  readonly expiresAt: Milliseconds;
}

/** Fewer than this many are never swept. */
const smallestSweep = 64;

/** Leases among the callers of one process. Those that ran out are freed as others are acquired; every call is O(1) amortized. */
export class MemoryLeaseStore implements LeaseStore {
  readonly #gate: CallGate;
  readonly #leases = new Map<string, HeldLease>();
  // From the time of day, so that tokens go on where an earlier process left off, should its stamps have outlived it.
  #lastToken: Stamp = Date.now() * 1_000;
  #sweepAt = smallestSweep;

  constructor(gate: CallGate) {
    this.#gate = gate;
  }

  async acquire(key: string, ttl: Duration, options?: CallOptions): Promise<Lease | undefined> {
    const duration = this.#enter(key, ttl, options);
    if (this.#held(key) !== undefined) return undefined;
    this.#sweep();
    this.#lastToken += 1;
    this.#leases.set(key, { token: this.#lastToken, expiresAt: performance.now() + duration });
    return Object.freeze({ key, token: this.#lastToken });
  }

  async renew(lease: Lease, ttl: Duration, options?: CallOptions): Promise<boolean> {
    const duration = this.#enter(lease.key, ttl, options);
    if (this.#held(lease.key)?.token !== lease.token) return false;
    this.#leases.set(lease.key, { token: lease.token, expiresAt: performance.now() + duration });
    return true;
  }

  async release(lease: Lease, options?: CallOptions): Promise<boolean> {
    this.#gate.enter(options, lease.key);
    return this.#held(lease.key)?.token === lease.token && this.#leases.delete(lease.key);
  }

  /** How many it remembers, also such as ran out. */
  get size(): number {
    return this.#leases.size;
  }

  /** Forgets every lease. */
  close(): void {
    this.#leases.clear();
  }

  #enter(key: string, ttl: Duration, options: CallOptions | undefined): Milliseconds {
    const place = { provider: this.#gate.provider, key };
    this.#gate.enter(options, key);
    checkKey(key, place.provider);
    const duration = parseDuration(ttl, 'ttl', place);
    if (duration < Infinity) return duration;
    throw new CacheOptionError('ttl is Infinity; a lease must end, or it could never be had again after a crash', {
      ...place,
      option: 'ttl',
    });
  }

  #held(key: string): HeldLease | undefined {
    const held = this.#leases.get(key);
    return held !== undefined && held.expiresAt > performance.now() ? held : undefined;
  }

  /** Frees what ran out, each time the leases are twice as many as were left the last time. */
  #sweep(): void {
    if (this.#leases.size < this.#sweepAt) return;
    const now = performance.now();
    for (const [key, { expiresAt }] of this.#leases) {
      if (expiresAt <= now) this.#leases.delete(key);
    }
    this.#sweepAt = Math.max(smallestSweep, 2 * this.#leases.size);
  }
}
