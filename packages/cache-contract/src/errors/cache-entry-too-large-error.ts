import { CacheError, hasCode, type CacheErrorOptions } from './cache-error.ts';

/** The entry is larger than the provider was told to hold. Nothing was stored, and an older entry of the key is kept. */
export class CacheEntryTooLargeError extends CacheError {
  override readonly name = 'CacheEntryTooLargeError';

  constructor(message: string, options?: CacheErrorOptions) {
    super('CACHE_ENTRY_TOO_LARGE', message, options);
  }

  static override isInstance(value: unknown): value is CacheEntryTooLargeError {
    return hasCode(value, 'CACHE_ENTRY_TOO_LARGE');
  }
}
