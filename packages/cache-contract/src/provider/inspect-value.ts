import { CacheEntryTooLargeError } from '../errors/cache-entry-too-large-error.ts';
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
 * Checks that a value can be kept, and tells what that takes. O(size of the value): an object that is there twice is
 * looked at twice.
 *
 * @param maxItems The most array items, properties, entries and members that the value may have in all. Default: any
 * number. It bounds how long the walk takes, and what the value becomes when it is written, where a few objects stand in
 * many places.
 * @throws CacheSerializationError with the path to the culprit: a function, a symbol, a class instance, a cycle, a hole
 * in an array, more than 500 levels, or `undefined` itself.
 * @throws CacheEntryTooLargeError if it has more than `maxItems`.
 */
export function inspectValue(value: unknown, place: ErrorPlace = {}, maxItems: number = Infinity): ValueShape {
  if (value === undefined) {
    throw new CacheSerializationError('undefined means a miss and can not be stored; store null, or delete the key', {
      ...place,
      path: 'value',
    });
  }
  const inspector = new Inspector(maxItems);
  let level: number;
  try {
    level = inspector.inspect(value, 0);
    if (level === unsupported && inspector.room >= 0) throw explainUnsupported(value, place);
  } catch (error) {
    if (CacheSerializationError.isInstance(error)) throw error;
    throw new CacheSerializationError('a getter or a proxy in the value threw when it was read; store plain data', {
      ...place,
      path: 'value',
      cause: error,
    });
  }
  if (level !== unsupported) return shapes[level] ?? 'rich';
  throw new CacheEntryTooLargeError(`the value has more than ${maxItems} items; split it, or keep it elsewhere`, place);
}

const json = 0;
const plain = 1;
const rich = 2;
const unsupported = 3;
const shapes: readonly ValueShape[] = ['json', 'plain', 'rich'];

/** The walk. It is a good part of what a `set` costs: of two checks that tell the same it makes the quicker. */
class Inspector {
  /** How many more items there may be; below zero the walk gives up. */
  room: number;
  /** Did somebody put on `Object.prototype` what `for`-`in` finds in every object? */
  readonly #inheritsNames = Object.keys(Object.prototype).length > 0;

  constructor(room: number) {
    this.room = room;
  }

  inspect(value: unknown, depth: number): number {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return json;
      case 'number':
        return Number.isFinite(value) && !Object.is(value, -0) ? json : plain;
      case 'bigint':
      case 'undefined':
        return plain;
      case 'object':
        return value === null ? json : this.#inspectHolder(value, depth);
      default:
        return unsupported;
    }
  }

  #inspectHolder(value: object, depth: number): number {
    if (depth >= maxDepth || this.room < 0) return unsupported;
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === Object.prototype || prototype === null) {
      return this.#inspectObject(value as Record<string, unknown>, depth + 1, this.#inheritsNames);
    }
    if (prototype === Array.prototype && Array.isArray(value)) return this.#inspectArray(value, depth + 1);
    return this.#inspectBuiltIn(value, depth + 1);
  }

  #inspectObject(value: Record<string, unknown>, depth: number, inheritsNames: boolean): number {
    if (writesItself(value) || Object.getOwnPropertySymbols(value).length > 0) return unsupported;
    let level = json;
    let items = 0;
    for (const name in value) {
      if (inheritsNames && !Object.hasOwn(value, name)) continue;
      items++;
      const item = value[name];
      if (typeof item === 'string') continue;
      const itemLevel = this.inspect(item, depth);
      if (itemLevel === unsupported) return unsupported;
      if (itemLevel > level) level = itemLevel;
    }
    this.room -= items;
    return level;
  }

  #inspectArray(value: readonly unknown[], depth: number): number {
    const { length } = value;
    if (length === 0) return this.#inspectEmpty(value);
    // A hole is one value too few, a named property one too many; with both, the hole is found below.
    if (Object.values(value).length !== length || Object.getOwnPropertySymbols(value).length > 0) return unsupported;
    if (writesItself(value)) return unsupported;
    this.room -= length;
    let level = json;
    for (let index = 0; index < length; index++) {
      const item = value[index];
      if (typeof item === 'string') continue;
      if (item === undefined && !Object.hasOwn(value, index)) return unsupported;
      const itemLevel = this.inspect(item, depth);
      if (itemLevel === unsupported) return unsupported;
      if (itemLevel > level) level = itemLevel;
    }
    return level;
  }

  #inspectEmpty(value: readonly unknown[]): number {
    for (const name in value as object) if (Object.hasOwn(value, name)) return unsupported;
    return Object.getOwnPropertySymbols(value).length > 0 || writesItself(value) ? unsupported : json;
  }

  #inspectBuiltIn(value: object, depth: number): number {
    switch (valueKind(value)) {
      case 'object':
        return this.#inspectObject(value as Record<string, unknown>, depth, true);
      case 'array':
        return this.#inspectArray(value as unknown[], depth);
      case 'map':
        for (const [key, item] of value as Map<unknown, unknown>) {
          this.room -= 2;
          if (this.inspect(key, depth) === unsupported || this.inspect(item, depth) === unsupported) return unsupported;
        }
        return rich;
      case 'set':
        for (const item of value as Set<unknown>) {
          this.room--;
          if (this.inspect(item, depth) === unsupported) return unsupported;
        }
        return rich;
      case 'error':
        return this.inspect((value as Error).cause, depth) === unsupported ? unsupported : rich;
      case 'unsupported':
        return unsupported;
      default:
        return rich;
    }
  }
}

/** Would JSON write something else? Also a method that is inherited, or that no walk finds, does that. */
function writesItself(value: object): boolean {
  return typeof (value as { toJSON?: unknown }).toJSON === 'function';
}
