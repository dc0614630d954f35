import {
  checkKey,
  type CallOptions,
  type Duration,
  type Lease,
  type LeaseStore,
  type Milliseconds,
  type Stamp,
} from '@modular-agent/cache-contract';
import { checkLease, leaseDuration, takenDuration } from '@modular-agent/cache-contract/provider';
import type { CallGate } from '../calls/call-gate.ts';
import { LeaseTable } from './lease-table.ts';

/** Leases among the callers of one process. Every call is O(1) amortized. */
export class MemoryLeaseStore implements LeaseStore {
  readonly #gate: CallGate;
  readonly #leases = new LeaseTable<Stamp>();
  // From the time of day, so that tokens go on where an earlier process left off, should its stamps have outlived it.
  #lastToken: Stamp = Date.now() * 1_000;

  constructor(gate: CallGate) {
    this.#gate = gate;
  }

  async acquire(key: string, ttl: Duration, options?: CallOptions): Promise<Lease | undefined> {
    this.#enter(key, options);
    const duration = leaseDuration(ttl, { provider: this.#gate.provider, key });
    return this.#leases.holder(key) === undefined ? this.#grant(key, duration) : undefined;
  }

  async take(key: string, ttl: Duration, options?: CallOptions): Promise<Lease> {
    this.#enter(key, options);
    return this.#grant(key, takenDuration(ttl, { provider: this.#gate.provider, key }));
  }

  async renew(lease: Lease, ttl: Duration, options?: CallOptions): Promise<boolean> {
    const { key, token } = this.#enterHeld(lease, options);
    const duration = leaseDuration(ttl, { provider: this.#gate.provider, key });
    if (this.#leases.holder(key) !== token) return false;
    this.#leases.grant(key, token, duration);
    return true;
  }

  async release(lease: Lease, options?: CallOptions): Promise<boolean> {
    const { key, token } = this.#enterHeld(lease, options);
    if (this.#leases.holder(key) !== token) return false;
    this.#leases.end(key);
    return true;
  }

  /** How many it remembers, also such as ran out. */
  get size(): number {
    return this.#leases.size;
  }

  /** Forgets every lease. */
  close(): void {
    this.#leases.clear();
  }

  #grant(key: string, duration: Milliseconds): Lease {
    this.#lastToken += 1;
    this.#leases.grant(key, this.#lastToken, duration);
    return Object.freeze({ key, token: this.#lastToken });
  }

  #enter(key: string, options: CallOptions | undefined): void {
    this.#gate.enter(options, key);
    checkKey(key, this.#gate.provider);
  }

  /** @returns What the caller holds, or held. */
  #enterHeld(lease: Lease, options: CallOptions | undefined): Lease {
    // A caller without types can pass anything.
    const key = (lease as Lease | undefined)?.key;
    this.#gate.enter(options, key);
    checkLease(lease, { provider: this.#gate.provider, key });
    checkKey(lease.key, this.#gate.provider);
    return lease;
  }
}
