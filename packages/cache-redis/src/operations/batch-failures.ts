import {
  CacheAbortError,
  CacheBatchError,
  CacheClosedError,
  CacheError,
  CacheOverloadedError,
  CacheTimeoutError,
  CacheUnavailableError,
} from '@modular-agent/cache-contract';
import type { Call } from '../calls/call.ts';

/** What failed of a batch, by key. */
export class BatchFailures {
  readonly #failed = new Map<string, CacheError>();

  /** Notes a failure of some keys. @throws The error itself if it is no failure of a part, but the end of the call. */
  add(keys: Iterable<string>, error: unknown): void {
    if (!CacheError.isInstance(error) || CacheAbortError.isInstance(error) || CacheClosedError.isInstance(error)) {
      throw error;
    }
    for (const key of keys) this.#failed.set(key, error);
  }

  /** @throws CacheBatchError if anything failed, or the first error if the whole batch was refused before it was sent. */
  check(call: Call, what: string, size: number): void {
    const errors = [...this.#failed.values()];
    const first = errors[0];
    if (first === undefined) return;
    if (errors.length === size && errors.every(refusedAll)) throw first;
    throw new CacheBatchError(
      `${errors.length} of ${size} entries could not be ${what}; failed says which, the first one: ${first.message}`,
      {
        provider: call.provider,
        outcome: errors.some((error) => error.outcome === 'unknown') ? 'unknown' : 'not-applied',
        failed: this.#failed,
        cause: first,
      },
    );
  }
}

function refusedAll(error: CacheError): boolean {
  if (error.outcome === 'unknown') return false;
  return [CacheUnavailableError, CacheTimeoutError, CacheOverloadedError].some((each) => each.isInstance(error));
}
