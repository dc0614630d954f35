import { CacheError, hasCode, type CacheErrorOptions } from './cache-error.ts';

export interface CacheOptionErrorOptions extends CacheErrorOptions {
  /** Name of the option. */
  readonly option: string;
}

/** An option or argument has a value that can't be meant: a ttl of zero, a stamp that is no integer. */
export class CacheOptionError extends CacheError {
  override readonly name = 'CacheOptionError';
  /** Name of the option. */
  readonly option: string;

  constructor(message: string, options: CacheOptionErrorOptions) {
    super('CACHE_OPTION', message, options);
    this.option = options.option;
  }

  static override isInstance(value: unknown): value is CacheOptionError {
    return hasCode(value, 'CACHE_OPTION');
  }
}
