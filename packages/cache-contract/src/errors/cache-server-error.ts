import { CacheError, hasCode, type CacheErrorOptions } from './cache-error.ts';

export interface CacheServerErrorOptions extends CacheErrorOptions {
  /** The server's own word for it: `OOM`. */
  readonly reply: string;
}

/** The store answered, with a refusal: out of memory, read-only, no permission. It is reachable. */
export class CacheServerError extends CacheError {
  override readonly name = 'CacheServerError';
  /** The server's own word for it: `OOM`, `READONLY`, `NOPERM`. */
  readonly reply: string;

  constructor(message: string, options: CacheServerErrorOptions) {
    super('CACHE_SERVER', message, options);
    this.reply = options.reply;
  }

  static override isInstance(value: unknown): value is CacheServerError {
    return hasCode(value, 'CACHE_SERVER');
  }
}
