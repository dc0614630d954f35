import type { EntryLease, Milliseconds } from '@modular-agent/cache-contract';
import type { SharedTier } from '../tiers/shared-tier.ts';
import { TierFailure } from '../tiers/tier-failure.ts';
import type { HeldLeases } from '../tiers/tier-stack.ts';

/** One call that extends leases of a tier. */
interface RenewCall {
  readonly tier: SharedTier;
  readonly byKey: Map<string, EntryLease>;
}

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
    for (const { tier, byKey } of this.#calls()) {
      const leases = [...byKey.values()];
      const lost = await tier.call((options) => tier.entries.renew(leases, this.#ttl, options));
      if (lost instanceof TierFailure) continue;
      for (const lease of leases) {
        if (lost.has(lease.key)) this.#held.delete(lease);
      }
    }
  }

  /** The leases by tier, each key once in a call: it tells lost leases by key, and a forced load takes that of another. */
  #calls(): readonly RenewCall[] {
    const calls: RenewCall[] = [];
    for (const [lease, tier] of this.#held) {
      const call = calls.find(({ tier: other, byKey }) => other === tier && !byKey.has(lease.key));
      if (call === undefined) calls.push({ tier, byKey: new Map([[lease.key, lease]]) });
      else call.byKey.set(lease.key, lease);
    }
    return calls;
  }
}
