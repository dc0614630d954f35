import { CacheError, CacheServerError, CacheTimeoutError, type CacheErrorCode } from '@modular-agent/cache-contract';

/**
 * Ways in which a call of a tier fails.
 *
 * - `unavailable`: the tier can't be reached or does not answer; a write did not happen.
 * - `refused`: the tier answers, and refuses this call (no room, no rights, read-only); a write did not happen.
 * - `busy`: the call found no place within `queueTimeout`; it was not sent.
 * - `unknown`: a write was sent and not answered; it may have happened, or may happen yet.
 */
export type FailureKind = 'unavailable' | 'refused' | 'busy' | 'unknown';

/** Returned in place of a result when a call of a tier failed. */
export class TierFailure {
  readonly tier: string;
  readonly kind: FailureKind;
  readonly error: unknown;

  constructor(tier: string, kind: FailureKind, error: unknown) {
    this.tier = tier;
    this.kind = kind;
    this.error = error;
  }

  /** The same failure, of another tier. */
  of(tier: string): TierFailure {
    return new TierFailure(tier, this.kind, this.error);
  }
}

/** Errors that are the caller's mistake. */
const mistakes: ReadonlySet<CacheErrorCode> = new Set([
  'CACHE_SERIALIZATION',
  'CACHE_KEY',
  'CACHE_OPTION',
  'CACHE_ENTRY_TOO_LARGE',
]);

/** Replies of a server that can't serve any call now. */
const unavailableReplies: ReadonlySet<string> = new Set(['LOADING', 'MASTERDOWN', 'CLUSTERDOWN', 'BUSY', 'TRYAGAIN']);

export function isCallersMistake(error: unknown): error is CacheError {
  return CacheError.isInstance(error) && mistakes.has(error.code);
}

/** @param isWrite A write that did not happen in time was late: a read was not answered. */
export function failureKind(error: unknown, isWrite: boolean): FailureKind {
  if (!CacheError.isInstance(error)) return 'unavailable';
  if (error.outcome === 'unknown') return 'unknown';
  if (error.code === 'CACHE_OVERLOADED' || (isWrite && error.code === 'CACHE_TIMEOUT')) return 'busy';
  if (CacheServerError.isInstance(error)) return unavailableReplies.has(error.reply) ? 'unavailable' : 'refused';
  return 'unavailable';
}

/** Returns the error of a call that a tier did not answer in time. */
export function lateError(provider: string, milliseconds: number): CacheTimeoutError {
  return new CacheTimeoutError(`"${provider}" did not answer within ${milliseconds} ms`, {
    provider,
    outcome: 'unknown',
  });
}
