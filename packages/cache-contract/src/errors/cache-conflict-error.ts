import { CacheError, hasCode, type CacheErrorOptions } from './cache-error.ts';

/** Others changed what a transaction had read, each time that it was tried; nothing of it was stored. */
export class CacheConflictError extends CacheError {
  override readonly name = 'CacheConflictError';

  constructor(message: string, options?: CacheErrorOptions) {
    super('CACHE_CONFLICT', message, options);
  }

  static override isInstance(value: unknown): value is CacheConflictError {
    return hasCode(value, 'CACHE_CONFLICT');
  }
}
