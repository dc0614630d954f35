import { CacheError, hasCode, type CacheErrorOptions } from './cache-error.ts';

/** The key is empty, too long, or no well-formed text. */
export class CacheKeyError extends CacheError {
  override readonly name = 'CacheKeyError';

  constructor(message: string, options?: CacheErrorOptions) {
    super('CACHE_KEY', message, options);
  }

  static override isInstance(value: unknown): value is CacheKeyError {
    return hasCode(value, 'CACHE_KEY');
  }
}
