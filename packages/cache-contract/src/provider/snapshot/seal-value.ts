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
  return freezeAll(value, 0) ? new Snapshot(value, false) : takeSnapshot(value, {});
}

/**
 * Every hit of a store passes here, so that it does as little as it can: it makes no list of names, and no call for what is
 * no object.
 *
 * @returns Whether the value is plain data all the way down; then it is frozen.
 */
function freezeAll(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return isPlainPrimitive(value);
  if (depth > maxDepth) return false;
  if (Array.isArray(value)) {
    if (Object.getPrototypeOf(value) !== Array.prototype) return false;
    const items: readonly unknown[] = value;
    for (let index = 0; index < items.length; index++) {
      const item = items[index];
      if (typeof item === 'object' ? item !== null && !freezeAll(item, depth + 1) : !isPlainPrimitive(item))
        return false;
    }
  } else {
    if (Object.getPrototypeOf(value) !== Object.prototype) return false;
    const entries = value as Readonly<Record<string, unknown>>;
    // A name that is inherited stands for nothing plain, or for nothing that can be changed.
    for (const name in entries) {
      const item = entries[name];
      if (typeof item === 'object' ? item !== null && !freezeAll(item, depth + 1) : !isPlainPrimitive(item))
        return false;
    }
  }
  Object.freeze(value);
  return true;
}

function isPlainPrimitive(value: unknown): boolean {
  return typeof value !== 'function' && typeof value !== 'symbol';
}
