import { CacheAbortError, CacheBatchError, CacheClosedError, CacheError } from '@modular-agent/cache-contract';
import type { Call } from '../calls/call.ts';

/** What failed of a batch, by key. */
export class BatchFailures {
  readonly #failed = new Map<string, CacheError>();

  /** Notes a failure of some keys. @throws The error itself if it is no failure of a part, but the end of the call. */
  add(keys: Iterable<string>, error: unknown): void {
    if (!CacheError.isInstance(error)) throw error;
    // These end the whole call: they are about no single key.
    const { message, provider, outcome, cause } = error;
    if (CacheAbortError.isInstance(error)) throw new CacheAbortError(message, { provider, outcome, cause });
    if (CacheClosedError.isInstance(error)) throw new CacheClosedError(message, { provider, outcome, cause });
    for (const key of keys) this.#failed.set(key, error);
  }

  /** @throws CacheBatchError if anything failed. */
  check(call: Call, what: string, size: number): void {
    const errors = [...this.#failed.values()];
    const first = errors[0];
    if (first === undefined) return;
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
