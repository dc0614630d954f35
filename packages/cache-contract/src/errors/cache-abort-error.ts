import { CacheError, hasCode, type CacheErrorOptions } from './cache-error.ts';

/** The caller's signal was aborted before the call ended. `cause` is the signal's reason. */
export class CacheAbortError extends CacheError {
  override readonly name = 'CacheAbortError';

  constructor(message: string, options?: CacheErrorOptions) {
    super('CACHE_ABORTED', message, options);
  }

  static override isInstance(value: unknown): value is CacheAbortError {
    return hasCode(value, 'CACHE_ABORTED');
  }
}
