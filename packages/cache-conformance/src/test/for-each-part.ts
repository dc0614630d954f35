import { CacheBatchError, CacheError } from '@modular-agent/cache-contract';
import type { ErrorPlace } from '@modular-agent/cache-contract/provider';

/** Does every part of a batch, then tells which failed. */
export function forEachPart<T>(
  provider: string,
  parts: Iterable<T>,
  keyOf: (part: T) => string,
  work: (place: ErrorPlace, part: T) => void,
): void {
  const failed = new Map<string, CacheError>();
  for (const part of parts) {
    const key = keyOf(part);
    try {
      work({ provider, key }, part);
    } catch (error) {
      if (!CacheError.isInstance(error)) throw error;
      failed.set(key, error);
    }
  }
  if (failed.size > 0) throw new CacheBatchError(`${failed.size} parts failed`, { provider, failed });
}
