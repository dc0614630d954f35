import { errorParts, rebuildError, valueKind } from '@modular-agent/cache-contract/provider';

/** Is it an object without a class, of this realm? */
export function isOrdinary(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Is it a built-in of another realm (a `vm` context, a test runner's)? superjson does not look into those. */
export function isForeign(value: object): boolean {
  switch (valueKind(value)) {
    case 'object':
      return !isOrdinary(value);
    case 'date':
      return !(value instanceof Date);
    case 'error':
      return !(value instanceof Error);
    case 'map':
      return !(value instanceof Map);
    case 'regexp':
      return !(value instanceof RegExp);
    case 'set':
      return !(value instanceof Set);
    default:
      return false;
  }
}

/** The same, made of this realm's class; what it holds is not touched. */
export function toOwnRealm(value: object): object {
  switch (valueKind(value)) {
    case 'date':
      return new Date((value as Date).getTime());
    case 'error':
      return rebuildError(errorParts(value as Error));
    case 'map':
      return new Map(value as Map<unknown, unknown>);
    case 'regexp':
      return new RegExp((value as RegExp).source, (value as RegExp).flags);
    case 'set':
      return new Set(value as Set<unknown>);
    default:
      return Object.fromEntries(Object.entries(value));
  }
}
