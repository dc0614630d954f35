/** Counts of a cache since it was made. The parts of the cache add to the fields. */
export interface Counts {
  /** Calls, and keys of calls for many, that this process answered without asking a shared tier. */
  localHits: number;
  /** Calls and keys that a shared tier answered. */
  sharedHits: number;
  /** Calls and keys for which no tier had a fresh entry. */
  misses: number;
  /** Callers that joined a load of this process. */
  coalesced: number;
  /** Loads that waited for another process to load the key. */
  waitedForLease: number;
  /** Runs of a loader. */
  loads: number;
  loadErrors: number;
  /** Loads ahead of the end of a ttl. */
  refreshes: number;
  /** Misses that were answered with a stale entry. */
  staleServed: number;
  sets: number;
  deletes: number;
  invalidations: number;
  /** Entries that were not kept in memory, since something else was written while they were read. */
  supersededFills: number;
}

export function createCounts(): Counts {
  return {
    localHits: 0,
    sharedHits: 0,
    misses: 0,
    coalesced: 0,
    waitedForLease: 0,
    loads: 0,
    loadErrors: 0,
    refreshes: 0,
    staleServed: 0,
    sets: 0,
    deletes: 0,
    invalidations: 0,
    supersededFills: 0,
  };
}
