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

/**
 * For a cache that shares its tiers with others and is not coordinated with them: each is on its own. Numbers are times of
 * day, in microseconds, so that an entry of another process counts as begun before or after what was invalidated here, as far
 * as clocks agree.
 */
export class LocalCoordination implements Coordination {
  readonly versions: VersionStore;
  readonly leases: LeaseStore;
  readonly backplane: Backplane = {
    publish: async () => {},
    subscribe: async () => async () => {},
  };
  #last: Stamp = 0;

  constructor() {
    const invalidatedAt = new Map<string, Stamp>();
    const mark = (): Version => ({ epoch: 'local', sequence: this.#next() });
    this.versions = {
      read: async (): Promise<VersionSnapshot> => ({ ...mark(), invalidatedAt, floor: 0 }),
      readSince: async (): Promise<VersionDelta> => ({ ...mark(), invalidatedAt, floor: 0, completeSince: 0 }),
      invalidate: async (_, tags) => {
        const found = mark();
        for (const tag of tags) invalidatedAt.set(tag, found.sequence);
        return found;
      },
      prune: async () => 0,
    };
    const take = async (key: string): Promise<Lease> => ({ key, token: this.#next() });
    this.leases = { acquire: take, take, renew: async () => true, release: async () => true };
  }

  #next(): Stamp {
    this.#last = Math.max(this.#last + 1, Date.now() * 1_000);
    return this.#last;
  }
}
