import { CacheError, hasCode, type CacheErrorOptions } from './cache-error.ts';

/** Too many calls or bytes are already in flight; the call was refused before it was sent. */
export class CacheOverloadedError extends CacheError {
  override readonly name = 'CacheOverloadedError';

  constructor(message: string, options?: CacheErrorOptions) {
    super('CACHE_OVERLOADED', message, options);
  }

  static override isInstance(value: unknown): value is CacheOverloadedError {
    return hasCode(value, 'CACHE_OVERLOADED');
  }
}
