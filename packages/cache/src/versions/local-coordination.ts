import type {
  Backplane,
  Coordination,
  Lease,
  LeaseStore,
  Stamp,
  Version,
  VersionDelta,
  VersionSnapshot,
  VersionStore,
} from '@modular-agent/cache-contract';

/** The most tags that are remembered; a tenth of them is forgotten at once when there are more. */
const maxTags = 100_000;

/** A delta holds at most twice as many tags. */
const recentTags = 4_096;

/** The one history of a process. */
const epoch = 'local';

/**
 * Coordination of a process that shares tiers with others, and nothing else. Sequences and tokens are times of day, in
 * microseconds, so that an entry of another process counts as loaded before or after an invalidation of this one, as far as
 * clocks agree.
 */
export class LocalCoordination implements Coordination {
  readonly versions: VersionStore;
  readonly leases: LeaseStore;
  readonly backplane: Backplane = {
    publish: async () => {},
    subscribe: async () => async () => {},
  };
  #last: Stamp = 0;
  #floor: Stamp = 0;
  /** By tag; the one invalidated longest ago first. */
  readonly #invalidatedAt = new Map<string, Stamp>();
  /** The last invalidations, the newest last; those that deltas may hold. */
  #recent: { readonly tag: string; readonly at: Stamp }[] = [];
  /** Every invalidation above this is among them. */
  #recentSince: Stamp = 0;

  constructor() {
    this.versions = {
      read: async (_, tags) => this.#read(tags),
      readSince: async (_, since) => this.#readSince(since?.epoch === epoch ? since.sequence : 0),
      invalidate: async (_, tags) => this.#invalidate(tags),
      prune: async () => 0,
    };
    const take = async (key: string): Promise<Lease> => ({ key, token: this.#next() });
    this.leases = { acquire: take, take, renew: async () => true, release: async () => true };
  }

  #read(tags: Iterable<string>): VersionSnapshot {
    const invalidatedAt = new Map<string, Stamp>();
    for (const tag of tags) {
      const at = this.#invalidatedAt.get(tag);
      if (at !== undefined) invalidatedAt.set(tag, at);
    }
    return { epoch, sequence: this.#next(), invalidatedAt, floor: this.#floor };
  }

  /** O(tags invalidated since). */
  #readSince(since: Stamp): VersionDelta {
    const completeSince = Math.max(since, this.#floor, this.#recentSince);
    const invalidatedAt = new Map<string, Stamp>();
    for (let index = this.#recent.length - 1; index >= 0; index--) {
      const { tag, at } = this.#recent[index] as { tag: string; at: Stamp };
      if (at <= completeSince) break;
      // It is there already if it was invalidated again since.
      if (!invalidatedAt.has(tag)) invalidatedAt.set(tag, at);
    }
    return { epoch, sequence: this.#next(), invalidatedAt, floor: this.#floor, completeSince };
  }

  #invalidate(tags: Iterable<string>): Version {
    const sequence = this.#next();
    for (const tag of tags) {
      // Deleted first, so that it moves to the end.
      this.#invalidatedAt.delete(tag);
      this.#invalidatedAt.set(tag, sequence);
      this.#recent.push({ tag, at: sequence });
    }
    if (this.#recent.length > 2 * recentTags) {
      this.#recentSince = this.#recent.at(-recentTags - 1)?.at ?? 0;
      this.#recent = this.#recent.slice(-recentTags);
    }
    if (this.#invalidatedAt.size > maxTags) this.#forgetOldest();
    return { epoch, sequence };
  }

  /** Many at once: a `Map` looks for its first item behind those that were deleted. */
  #forgetOldest(): void {
    for (const [tag, at] of this.#invalidatedAt) {
      if (this.#invalidatedAt.size <= maxTags * 0.9) break;
      this.#invalidatedAt.delete(tag);
      this.#floor = at;
    }
  }

  #next(): Stamp {
    this.#last = Math.max(this.#last + 1, Date.now() * 1_000);
    return this.#last;
  }
}
