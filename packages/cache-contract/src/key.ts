import { CacheKeyError } from './errors/cache-key-error.ts';

/** The longest key, in bytes of UTF-8. */
export const maxKeyBytes = 1_024;

/**
 * Checks that a key is a well-formed string of 1 to 1,024 UTF-8 bytes.
 *
 * Two keys must never meet in one entry: a lone surrogate would be replaced on its way to a server, a cut key would
 * equal another. O(length of the key).
 *
 * @throws CacheKeyError otherwise.
 */
export function checkKey(key: unknown, provider?: string): asserts key is string {
  const problem = findProblem(key);
  if (problem === undefined) return;
  throw new CacheKeyError(problem, {
    provider,
    key: typeof key === 'string' ? key : undefined,
  });
}

function findProblem(key: unknown): string | undefined {
  if (typeof key !== 'string') return `a key must be a string, not ${key === null ? 'null' : typeof key}`;
  if (key.length === 0) return 'a key must not be empty';
  // A UTF-16 unit takes at most 3 bytes of UTF-8, so that most keys need not be measured.
  if (key.length * 3 > maxKeyBytes && Buffer.byteLength(key) > maxKeyBytes) {
    return `a key must be at most ${maxKeyBytes} bytes of UTF-8, this one has ${Buffer.byteLength(key)}: shorten it, or use its SHA-256`;
  }
  if (!key.isWellFormed())
    return `the key ${JSON.stringify(key.slice(0, 80))} holds a lone surrogate and is no well-formed text`;
  return undefined;
}
