import { CacheSerializationError } from '../errors/cache-serialization-error.ts';
import type { ErrorPlace } from '../errors/error-place.ts';
import { explainUnsupported, maxDepth } from './explain-unsupported.ts';
import { valueKind } from './value-kind.ts';

/**
 * What it takes to keep a value: `json` survives `JSON.stringify` and `JSON.parse` unchanged; `plain` is primitives,
 * arrays and objects with something in them that JSON lacks (`undefined`, `NaN`, `-0`, a BigInt); `rich` holds a Date, a
 * Map or another object with a class.
 */
export type ValueShape = 'json' | 'plain' | 'rich';

/**
 * Checks that a value can be kept, and tells what that takes. O(size of the value), without allocating for it.
 *
 * @throws CacheSerializationError with the path to the culprit: a function, a symbol, a class instance, a cycle, a hole
 * in an array, more than 500 levels, or `undefined` itself.
 */
export function inspectValue(value: unknown, place: ErrorPlace = {}): ValueShape {
  if (value === undefined) {
    throw new CacheSerializationError('undefined means a miss and can not be stored; store null, or delete the key', {
      ...place,
      path: 'value',
    });
  }
  try {
    const level = inspect(value, 0);
    if (level === unsupported) throw explainUnsupported(value, place);
    return shapes[level] ?? 'rich';
  } catch (error) {
    if (CacheSerializationError.isInstance(error)) throw error;
    throw new CacheSerializationError('a getter or a proxy in the value threw when it was read; store plain data', {
      ...place,
      path: 'value',
      cause: error,
    });
  }
}

const json = 0;
const plain = 1;
const rich = 2;
const unsupported = 3;
const shapes: readonly ValueShape[] = ['json', 'plain', 'rich'];

function inspect(value: unknown, depth: number): number {
  switch (typeof value) {
    case 'string':
      return json;
    case 'boolean':
      return json;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0) ? json : plain;
    case 'bigint':
    case 'undefined':
      return plain;
    default:
      if (value === null) return json;
  }
  if (depth >= maxDepth) return unsupported;
  switch (valueKind(value)) {
    case 'object':
      return inspectObject(value as Record<string, unknown>, depth);
    case 'array':
      return inspectArray(value as unknown[], depth);
    case 'map': {
      let level = rich;
      for (const [key, item] of value as Map<unknown, unknown>) {
        level = Math.max(level, inspect(key, depth + 1), inspect(item, depth + 1));
      }
      return level;
    }
    case 'set': {
      let level = rich;
      for (const item of value as Set<unknown>) level = Math.max(level, inspect(item, depth + 1));
      return level;
    }
    case 'error':
      return Math.max(rich, inspect((value as Error).cause, depth + 1));
    case 'unsupported':
      return unsupported;
    default:
      return rich;
  }
}

function inspectObject(value: Record<string, unknown>, depth: number): number {
  if (Object.getOwnPropertySymbols(value).length > 0) return unsupported;
  let level = json;
  // A `toJSON` would have JSON write something else.
  if (typeof value['toJSON'] === 'function') return unsupported;
  for (const name of Object.keys(value)) {
    level = Math.max(level, inspect(value[name], depth + 1));
    if (level === unsupported) return level;
  }
  return level;
}

function inspectArray(value: readonly unknown[], depth: number): number {
  const names = Object.keys(value);
  // A hole has no name, a named property is one name too many and comes last.
  if (names.length !== value.length || (names.length > 0 && names.at(-1) !== String(value.length - 1)))
    return unsupported;
  if (Object.getOwnPropertySymbols(value).length > 0) return unsupported;
  let level = json;
  for (const item of value) {
    level = Math.max(level, inspect(item, depth + 1));
    if (level === unsupported) return level;
  }
  return level;
}
