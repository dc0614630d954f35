import { CacheError, hasCode, type CacheErrorOptions } from './cache-error.ts';

/** The store can't be reached now. The call was not queued; a write that was cut off in flight has `outcome: 'unknown'`. */
export class CacheUnavailableError extends CacheError {
  override readonly name = 'CacheUnavailableError';

  constructor(message: string, options?: CacheErrorOptions) {
    super('CACHE_UNAVAILABLE', message, options);
  }

  static override isInstance(value: unknown): value is CacheUnavailableError {
    return hasCode(value, 'CACHE_UNAVAILABLE');
  }
}
