import type { Milliseconds } from '@modular-agent/cache-contract';

/** What goes wrong with one call. */
export type Fault =
  /** It rejects, and is not carried out. Default error: a `CacheUnavailableError`. */
  | { readonly kind: 'fail'; readonly error?: Error | undefined }
  /** It is carried out after so long, whatever its deadline says: that counts from then. */
  | { readonly kind: 'delay'; readonly milliseconds: Milliseconds }
  /** It never ends, whatever its deadline and its signal say, and is not carried out. */
  | { readonly kind: 'hang' }
  /** It is carried out, and rejects with a `CacheTimeoutError` whose outcome is unknown: the answer was lost. */
  | { readonly kind: 'lose-answer' }
  /**
   * It says that it was carried out, and was not. A read finds nothing. A call whose answer could only be made up fails:
   * `getStats`, `versions.read`, `versions.readSince`, `versions.invalidate`, `leases.take`.
   */
  | { readonly kind: 'drop' }
  /**
   * What it reads can't be made out, so that it finds nothing; what it writes or publishes is garbage, in which a cache finds
   * no entry and no message of its own. A call that does neither is dropped.
   */
  | { readonly kind: 'corrupt' };

/** A call that is about to be made. */
export interface FaultyCall {
  /** `get`, `set`, …; `versions.read`, `leases.acquire`, `backplane.publish`, `entries.store`, … */
  readonly operation: string;
  /** The key, the name of a cache, or the channel; `undefined` for calls that are about none, or several. */
  readonly subject: string | undefined;
  /** How many calls were made before. */
  readonly index: number;
}

/** Says what goes wrong with a call; `undefined` lets it be. */
export type FaultPlan = (call: FaultyCall) => Fault | undefined;
