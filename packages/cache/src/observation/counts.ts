/** What a cache has done since it was made. Its fields are its parts' to add to. */
export interface Counts {
  /** Reads that this process's memory answered. */
  nearHits: number;
  /** Reads that another tier answered. */
  sharedHits: number;
  misses: number;
  /** Callers that joined a flight that was under way. */
  joined: number;
  /** Flights that waited for another process. */
  followed: number;
  loads: number;
  loadErrors: number;
  refreshes: number;
  staleServed: number;
  sets: number;
  deletes: number;
  invalidations: number;
}

export function createCounts(): Counts {
  return {
    nearHits: 0,
    sharedHits: 0,
    misses: 0,
    joined: 0,
    followed: 0,
    loads: 0,
    loadErrors: 0,
    refreshes: 0,
    staleServed: 0,
    sets: 0,
    deletes: 0,
    invalidations: 0,
  };
}
