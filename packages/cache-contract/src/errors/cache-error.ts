/** What kind of failure it was; one code for each class. */
export type CacheErrorCode =
  | 'CACHE_ABORTED'
  | 'CACHE_BATCH'
  | 'CACHE_CIRCULAR_LOAD'
  | 'CACHE_CLOSED'
  | 'CACHE_CONFLICT'
  | 'CACHE_ENTRY_TOO_LARGE'
  | 'CACHE_KEY'
  | 'CACHE_OPTION'
  | 'CACHE_OVERLOADED'
  | 'CACHE_SERIALIZATION'
  | 'CACHE_SERVER'
  | 'CACHE_TIMEOUT'
  | 'CACHE_UNAVAILABLE';

/**
 * What became of a failed write: `not-applied` if it surely changed nothing, `unknown` if it was already on its way and
 * may still land, also later.
 */
export type CacheErrorOutcome = 'not-applied' | 'unknown';

export interface CacheErrorOptions {
  /** Name of the provider that failed. */
  readonly provider?: string | undefined;
  /** The key that the call was about, where it was about one. */
  readonly key?: string | undefined;
  /** What became of a write. Default: `not-applied`. */
  readonly outcome?: CacheErrorOutcome | undefined;
  /** What led to this error. */
  readonly cause?: unknown;
}

const mark = Symbol.for('@modular-agent/cache-error');

/**
 * A failure of a cache. Every error that a cache throws is a subclass with a `code` of its own.
 *
 * Recognise it by `isInstance`, which also holds for an error from another installed copy of this package; `instanceof`
 * does not. No message shows a cached value or a password.
 */
export class CacheError extends Error {
  override readonly name: string = 'CacheError';
  readonly code: CacheErrorCode;
  /** Name of the provider that failed, where one did. */
  readonly provider: string | undefined;
  /** The key that the call was about, where it was about one. */
  readonly key: string | undefined;
  /** What became of a write. */
  readonly outcome: CacheErrorOutcome;

  constructor(code: CacheErrorCode, message: string, options: CacheErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.provider = options.provider;
    this.key = options.key;
    this.outcome = options.outcome ?? 'not-applied';
  }

  /** Is it an error of any copy of this package? */
  static isInstance(value: unknown): value is CacheError {
    return typeof value === 'object' && value !== null && mark in value;
  }
}

Object.defineProperty(CacheError.prototype, mark, { value: true });

/** Is it an error of this code, of any copy of this package? */
export function hasCode(value: unknown, code: CacheErrorCode): boolean {
  return CacheError.isInstance(value) && value.code === code;
}
