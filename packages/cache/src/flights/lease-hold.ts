import type { Lease, LeaseStore, Milliseconds } from '@modular-agent/cache-contract';

/** Holds a lease until it is ended: prolongs it each third of its time, and gives it back. Failures let it run out. */
export class LeaseHold {
  readonly #leases: LeaseStore;
  readonly #lease: Lease;
  readonly #timer: NodeJS.Timeout;

  constructor(leases: LeaseStore, lease: Lease, ttl: Milliseconds) {
    this.#leases = leases;
    this.#lease = lease;
    const interval = Math.ceil(ttl / 3);
    this.#timer = setInterval(() => {
      void this.#renew(ttl, interval);
    }, interval);
  }

  async end(timeout: Milliseconds): Promise<void> {
    clearInterval(this.#timer);
    await this.#leases.release(this.#lease, { timeout }).catch(() => false);
  }

  async #renew(ttl: Milliseconds, timeout: Milliseconds): Promise<void> {
    const isHeld = await this.#leases.renew(this.#lease, ttl, { timeout }).catch(() => true);
    if (!isHeld) clearInterval(this.#timer);
  }
}
