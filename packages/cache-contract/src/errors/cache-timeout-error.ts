import { CacheError, hasCode, type CacheErrorOptions } from './cache-error.ts';

/** The call did not end within its deadline. A write that was already sent has `outcome: 'unknown'`. */
export class CacheTimeoutError extends CacheError {
  override readonly name = 'CacheTimeoutError';

  constructor(message: string, options?: CacheErrorOptions) {
    super('CACHE_TIMEOUT', message, options);
  }

  static override isInstance(value: unknown): value is CacheTimeoutError {
    return hasCode(value, 'CACHE_TIMEOUT');
  }
}
