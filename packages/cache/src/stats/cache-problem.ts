/** A problem that an operator should know of. */
export interface CacheProblem {
  /**
   * - `tier-unavailable`: a tier can't be reached or does not answer; once per outage.
   * - `tier-refused`: a tier refuses writes (no room, no rights, read-only); once per outage.
   * - `not-stored`: a loaded value was returned to its callers and can't be stored.
   * - `reset`: more than `maxPending` keys were in doubt after an outage, so everything was invalidated.
   */
  readonly kind: 'tier-unavailable' | 'tier-refused' | 'not-stored' | 'reset';
  /** The cache's name. */
  readonly cache: string;
  /** The tier that failed, if one did. */
  readonly tier: string | undefined;
  /** The key of a value that is not stored, as the caller gave it. */
  readonly key: string | undefined;
  /** What happened, and what to do. */
  readonly message: string;
  /** The error behind it. */
  readonly cause: unknown;
}
