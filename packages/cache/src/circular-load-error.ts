import { CacheError } from '@modular-agent/cache-contract';

/** A loader waits for a load that waits for this loader. The load that closes the circle is rejected at once. */
export class CacheCircularLoadError extends CacheError {
  override readonly name: string = 'CacheCircularLoadError';
  /** The keys of the circle, the first one again at the end. */
  readonly keys: readonly string[];

  constructor(keys: readonly string[], cache: string) {
    super(
      'CACHE_CIRCULAR_LOAD',
      `the loader of ${JSON.stringify(keys[0])} waits for its own result: ${keys.map((key) => JSON.stringify(key)).join(' → ')}; load the shared part under a key of its own`,
      { provider: cache, key: keys[0] },
    );
    this.keys = Object.freeze([...keys]);
  }

  static override isInstance(value: unknown): value is CacheCircularLoadError {
    return CacheError.isInstance(value) && value.code === 'CACHE_CIRCULAR_LOAD';
  }
}
