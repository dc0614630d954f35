import { CacheError, hasCode, type CacheErrorOptions } from './cache-error.ts';

export interface CacheSerializationErrorOptions extends CacheErrorOptions {
  /** Where in the value: `value.user.friends[3]`. */
  readonly path: string;
}

/** The value holds something that can't be kept (a function, a symbol, a class instance, a cycle). Nothing was stored. */
export class CacheSerializationError extends CacheError {
  override readonly name = 'CacheSerializationError';
  /** Where in the value: `value.user.friends[3]`; `value` for the value itself. */
  readonly path: string;

  constructor(message: string, options: CacheSerializationErrorOptions) {
    super('CACHE_SERIALIZATION', message, options);
    this.path = options.path;
  }

  static override isInstance(value: unknown): value is CacheSerializationError {
    return hasCode(value, 'CACHE_SERIALIZATION');
  }
}
