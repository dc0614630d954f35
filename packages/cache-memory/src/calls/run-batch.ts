import { inspect } from 'node:util';
import { CacheBatchError, CacheError } from '@modular-agent/cache-contract';

/**
 * Carries out every part of a batch in order. Of parts with the same key only the last is carried out.
 *
 * @throws CacheBatchError if parts failed, after all others were carried out.
 */
export function runBatch<Part>(
  provider: string,
  parts: readonly Part[],
  keyOf: (part: Part) => unknown,
  run: (part: Part) => void,
): void {
  const failed = new Map<unknown, CacheError>();
  for (const [key, part] of new Map(parts.map((each) => [keyOf(each), each]))) {
    try {
      run(part);
    } catch (error) {
      if (!CacheError.isInstance(error)) throw error;
      failed.set(key, error);
    }
  }
  if (failed.size === 0) return;
  throw new CacheBatchError(`${failed.size} of ${parts.length} parts failed, the others were carried out`, {
    provider,
    failed: new Map(Array.from(failed, ([key, error]) => [describeKey(key), error])),
  });
}

/** A key as text, also one that is no string and was refused for that. */
function describeKey(key: unknown): string {
  return typeof key === 'string' ? key : inspect(key, { depth: 0, customInspect: false });
}
