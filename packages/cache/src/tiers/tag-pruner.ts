import type { Milliseconds, VersionStore } from '@modular-agent/cache-contract';
import type { SharedTier } from './shared-tier.ts';

/** Time between two prunes of a process. */
const interval: Milliseconds = 3_600_000;

/** Tags that were invalidated within this time are kept in any case. */
const shortestLife: Milliseconds = 86_400_000;

/**
 * Forgets tags that were last invalidated before the longest life of an entry, at most once an hour: so a history does not grow
 * without end. An entry that lives longer, of another process with a longer ttl, becomes invalid: the store keeps the point up
 * to which it forgot.
 */
export class TagPruner {
  readonly #versions: VersionStore;
  readonly #store: Pick<SharedTier, 'call'>;
  readonly #cache: string;
  #longestLife: Milliseconds;
  /** The processes of a cache prune at different times. */
  #nextAt: Milliseconds = performance.now() + interval * Math.random();

  /** @param store Calls the store of the versions, and notes how that goes. */
  constructor(versions: VersionStore, store: Pick<SharedTier, 'call'>, cache: string, longestLife: Milliseconds) {
    this.#versions = versions;
    this.#store = store;
    this.#cache = cache;
    this.#longestLife = Math.max(shortestLife, longestLife);
  }

  /** Notes the ttl and grace of an entry that is stored. */
  noteLife(life: Milliseconds): void {
    if (life > this.#longestLife) this.#longestLife = life;
  }

  /** Prunes, if it is time to. Called after an invalidation. @returns `undefined` if it is not. */
  pruneIfDue(): Promise<unknown> | undefined {
    const now = performance.now();
    if (now < this.#nextAt || this.#longestLife === Infinity) return undefined;
    this.#nextAt = now + interval;
    return this.#store.call(() => this.#versions.prune(this.#cache, this.#longestLife, { timeout: '1m' }));
  }
}
