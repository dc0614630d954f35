/**
 * The kind of a problem.
 *
 * - `tier-unavailable`: a tier stopped answering. Reported once per outage of the tier.
 * - `tier-refused`: a tier answers, but refuses its calls: no memory left, a read-only replica, a wrong password. Reported
 *   once per outage of the tier.
 * - `not-stored`: a loaded value could not be stored anywhere: it can't be serialized, its tags don't fit, or it is too large.
 *   Its callers still got it.
 * - `reset`: after an outage more than `maxPending` keys were in doubt, so the cache invalidated everything.
 */
export type CacheProblemKind = 'tier-unavailable' | 'tier-refused' | 'not-stored' | 'reset';

/** A problem that no caller receives as an error, as `onProblem` receives it. */
export interface CacheProblem {
  readonly kind: CacheProblemKind;
  /** Name of the cache. */
  readonly cache: string;
  /** Name of the tier. `undefined` if the problem isn't with one tier. */
  readonly tier: string | undefined;
  /** Key of the entry, as the caller gave it. `undefined` if the problem isn't with one entry. */
  readonly key: string | undefined;
  /** One line for a log. Holds no value and no password. */
  readonly message: string;
  /** The error that made the cache notice. `undefined` if there was none. */
  readonly cause: unknown;
}
