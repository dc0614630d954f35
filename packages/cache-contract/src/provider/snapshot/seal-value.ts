import { maxDepth } from '../explain-unsupported.ts';
import { Snapshot } from './snapshot.ts';
import { takeSnapshot } from './take-snapshot.ts';

/**
 * Makes a snapshot of a value that nobody else has, such as one that was just decoded: plain data is frozen where it is, without
 * a copy; anything else is copied. O(size of the value).
 *
 * @throws CacheSerializationError if the value can't be kept, as `takeSnapshot`.
 */
export function sealValue(value: unknown): Snapshot {
  return freezePlain(value, 0) ? new Snapshot(value, false) : takeSnapshot(value, {});
}

/** @returns Whether the value is plain data all the way down; then it is frozen. */
function freezePlain(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return typeof value !== 'function' && typeof value !== 'symbol';
  if (depth > maxDepth) return false;
  if (Array.isArray(value)) {
    if (Object.getPrototypeOf(value) !== Array.prototype) return false;
    for (const item of value as readonly unknown[]) if (!freezePlain(item, depth + 1)) return false;
  } else {
    if (Object.getPrototypeOf(value) !== Object.prototype) return false;
    for (const name of Object.keys(value)) {
      if (!freezePlain((value as Record<string, unknown>)[name], depth + 1)) return false;
    }
  }
  Object.freeze(value);
  return true;
}
