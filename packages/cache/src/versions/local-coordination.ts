import type {
  Backplane,
  Coordination,
  Lease,
  LeaseStore,
  Stamp,
  Version,
  VersionDelta,
  VersionStore,
} from '@modular-agent/cache-contract';

/** The most tags that are remembered. */
const maxTags = 100_000;

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

  constructor() {
    this.versions = {
      read: async () => this.#read(),
      readSince: async () => this.#read(),
      invalidate: async (_, tags) => this.#invalidate(tags),
      prune: async () => 0,
    };
    const take = async (key: string): Promise<Lease> => ({ key, token: this.#next() });
    this.leases = { acquire: take, take, renew: async () => true, release: async () => true };
  }

  #read(): VersionDelta {
    const invalidatedAt = this.#invalidatedAt;
    return { epoch: 'local', sequence: this.#next(), invalidatedAt, floor: this.#floor, completeSince: this.#floor };
  }

  #invalidate(tags: Iterable<string>): Version {
    const sequence = this.#next();
    for (const tag of tags) {
      // Deleted first, so that it moves to the end.
      this.#invalidatedAt.delete(tag);
      this.#invalidatedAt.set(tag, sequence);
    }
    for (const [tag, at] of this.#invalidatedAt) {
      if (this.#invalidatedAt.size <= maxTags) break;
      this.#invalidatedAt.delete(tag);
      this.#floor = at;
    }
    return { epoch: 'local', sequence };
  }

  #next(): Stamp {
    this.#last = Math.max(this.#last + 1, Date.now() * 1_000);
    return this.#last;
  }
}
