import type { EntryLease, Milliseconds } from '@modular-agent/cache-contract';
import type { SharedTier } from '../tiers/shared-tier.ts';
import { TierFailure } from '../tiers/tier-failure.ts';
import type { HeldLeases } from '../tiers/tier-stack.ts';

/** Extends the leases of this process, all of a tier in one call, each third of their time. */
export class LeaseKeeper {
  readonly #ttl: Milliseconds;
  readonly #held = new Map<EntryLease, SharedTier>();
  #timer: NodeJS.Timeout | undefined;

  constructor(ttl: Milliseconds) {
    this.#ttl = ttl;
  }

  /** Extends them until `end`. */
  begin(leases: HeldLeases): void {
    for (const { tier, lease } of leases) this.#held.set(lease, tier);
    this.#timer ??= setInterval(() => void this.#renew(), Math.ceil(this.#ttl / 3)).unref();
  }

  end(leases: HeldLeases): void {
    for (const { lease } of leases) this.#held.delete(lease);
    if (this.#held.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** A failure lets the leases run out; a lost lease is not extended again. */
  async #renew(): Promise<void> {
    const byTier = new Map<SharedTier, EntryLease[]>();
    for (const [lease, tier] of this.#held) {
      const leases = byTier.get(tier);
      if (leases === undefined) byTier.set(tier, [lease]);
      else leases.push(lease);
    }
    for (const [tier, leases] of byTier) {
      const lost = await tier.call((options) => tier.entries.renew(leases, this.#ttl, options));
      if (lost instanceof TierFailure) continue;
      for (const lease of leases) {
        if (lost.has(lease.key)) this.#held.delete(lease);
      }
    }
  }
}
