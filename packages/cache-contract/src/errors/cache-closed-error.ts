import { CacheError, hasCode, type CacheErrorOptions } from './cache-error.ts';

/** The call came after `close`. */
export class CacheClosedError extends CacheError {
  override readonly name = 'CacheClosedError';

  constructor(message: string, options?: CacheErrorOptions) {
    super('CACHE_CLOSED', message, options);
  }

  static override isInstance(value: unknown): value is CacheClosedError {
    return hasCode(value, 'CACHE_CLOSED');
  }
}
