import type { Backplane } from './backplane.ts';
import type { EntryStore } from './entry-store.ts';
import type { LeaseStore } from './lease-store.ts';
import type { VersionStore } from './version-store.ts';

/** What several processes that share a cache need together, apart from storage. */
export interface Coordination {
  readonly versions: VersionStore;
  readonly backplane: Backplane;
  readonly leases: LeaseStore;
  /** The steps of a `Cache` in one round trip each, where the store of these entries can do them. Else they are derived. */
  readonly entries?: EntryStore | undefined;
}
