import { types } from 'node:util';

/** What a value is, for keeping it. `unsupported` can't be kept. */
export type ValueKind =
  | 'primitive'
  | 'array'
  | 'object'
  | 'bytes'
  | 'date'
  | 'error'
  | 'map'
  | 'regexp'
  | 'set'
  | 'unsupported'
  | 'url';

/**
 * What one value is, whatever it holds.
 *
 * Only what comes back as it went in has a kind: an instance of one's own class, a subclass of a built-in one (but of
 * `Error`), an `ArrayBuffer` or another typed array is `unsupported`. Built-ins of another realm count as built-ins.
 */
export function valueKind(value: unknown): ValueKind {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'bigint':
    case 'undefined':
      return 'primitive';
    case 'object':
      break;
    default:
      return 'unsupported';
  }
  if (value === null) return 'primitive';
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return 'object';
  if (Array.isArray(value)) return isBuiltIn(prototype, 'Array') ? 'array' : 'unsupported';
  return builtInKind(value, prototype);
}

function builtInKind(value: object, prototype: unknown): ValueKind {
  if (types.isUint8Array(value)) {
    return isBuiltIn(prototype, 'Uint8Array') || Buffer.isBuffer(value) ? 'bytes' : 'unsupported';
  }
  if (types.isNativeError(value)) return 'error';
  // The `Object.prototype` of another realm: nothing stands above it.
  if (isPrototypeOfOtherRealm(prototype)) return 'object';
  if (hasOwnProperties(value)) return 'unsupported';
  // Fake timers put a Date class of their own in the place of the built-in one.
  if (types.isDate(value))
    return isBuiltIn(prototype, 'Date') || prototype === globalThis.Date.prototype ? 'date' : 'unsupported';
  if (types.isMap(value)) return isBuiltIn(prototype, 'Map') ? 'map' : 'unsupported';
  if (types.isSet(value)) return isBuiltIn(prototype, 'Set') ? 'set' : 'unsupported';
  if (types.isRegExp(value)) return isBuiltIn(prototype, 'RegExp') ? 'regexp' : 'unsupported';
  return value instanceof URL && prototype === URL.prototype ? 'url' : 'unsupported';
}

function isPrototypeOfOtherRealm(prototype: unknown): boolean {
  return Object.getPrototypeOf(prototype) === null && isBuiltIn(prototype, 'Object');
}

/** Something hung on a Map, a Date, … would be lost. */
function hasOwnProperties(value: object): boolean {
  return Object.keys(value).length > 0 || Object.getOwnPropertySymbols(value).length > 0;
}

function isBuiltIn(prototype: unknown, name: string): boolean {
  const constructor: unknown = Object(prototype).constructor;
  if (typeof constructor !== 'function' || constructor.name !== name) return false;
  return constructor === builtIns[name] || /\[native code\]\s*\}$/.test(Function.prototype.toString.call(constructor));
}

const builtIns: Readonly<Record<string, unknown>> = { Array, Uint8Array, Date, Map, Set, RegExp, Object };
