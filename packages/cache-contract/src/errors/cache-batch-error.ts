import { CacheError, hasCode, type CacheErrorOptions } from './cache-error.ts';

export interface CacheBatchErrorOptions extends CacheErrorOptions {
  /** What failed, by key. */
  readonly failed: ReadonlyMap<string, CacheError>;
}

/** Some parts of a batch failed; every other part was carried out. */
export class CacheBatchError extends CacheError {
  override readonly name = 'CacheBatchError';
  /** What failed, by key. */
  readonly failed: ReadonlyMap<string, CacheError>;

  constructor(message: string, options: CacheBatchErrorOptions) {
    super('CACHE_BATCH', message, options);
    this.failed = options.failed;
  }

  static override isInstance(value: unknown): value is CacheBatchError {
    return hasCode(value, 'CACHE_BATCH');
  }
}
