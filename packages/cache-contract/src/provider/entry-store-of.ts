import type { CacheProvider } from '../cache-provider.ts';
import type { Coordination } from '../coordination/coordination.ts';
import type { EntryStore } from '../coordination/entry-store.ts';
import { DerivedEntryStore } from './derived-entry-store.ts';

/**
 * The entry store of a provider under a coordination: its own if it has one, else one derived from `getEntry`, `setIfNewer`,
 * leases and the backplane.
 *
 * | step | round trips of a derived one, one after the other |
 * |---|---|
 * | `get`, `getMany`, `renew` | 1 |
 * | `acquire` | 2: lease, entry |
 * | `store` | 3: lease, entry, lease |
 * | `set`, `delete` | 2: lease, entry |
 * | `release` | 1 |
 * | an announcement | 1 more |
 *
 * What a derived one promises less:
 *
 * - Each round trip has the timeouts of the call.
 * - Without `setIfNewer`, a write that lands late can replace a later one.
 * - A `set` that lands late gives way to later writes and deletions by its stamp, for a minute after a deletion; it is not
 *   refused for being late.
 * - A lease whose request has an unknown outcome is held until its ttl is over.
 * - A write whose message could not be published is done, and rejects with outcome `'unknown'`.
 * - `now` is the clock of this process.
 * - A deleted entry leaves a tombstone in the provider for a minute, where that has `setIfNewer`.
 */
export function entryStoreOf(provider: CacheProvider, coordination: Coordination): EntryStore {
  const own = coordination === provider.coordination ? coordination.entries : undefined;
  return own ?? new DerivedEntryStore(provider, coordination);
}
