import { createHash } from 'node:crypto';

const maxDepth = 64;

/** The value has a part without one unambiguous written form, so no cache key can be made of it. */
export class NotCanonicalError extends Error {
  override readonly name = 'NotCanonicalError';
}

/**
 * One text for equal values, different texts for different ones.
 *
 * The order of an object's keys makes no difference, the order of an array does; `undefined` members count as absent.
 * What JSON can't tell apart (dates, bytes, big integers, NaN, -0, …) has a form of its own.
 *
 * @throws NotCanonicalError for a function, a symbol, an instance of another class, and for depth beyond 64.
 */
export function canonicalJson(value: unknown, depth = 0): string {
  if (depth > maxDepth) {
    throw new NotCanonicalError(`The value is nested deeper than ${maxDepth}.`);
  }
  const inner = (part: unknown): string => canonicalJson(part, depth + 1);
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return JSON.stringify(value);
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'bigint':
      return `${value}n`;
    case 'undefined':
      return 'undefined';
    case 'object':
      return value === null ? 'null' : ofObject(value, inner);
    default:
      throw new NotCanonicalError(`A ${typeof value} has no written form.`);
  }
}

function ofObject(value: object, inner: (part: unknown) => string): string {
  if (Array.isArray(value)) {
    return `[${value.map(inner).join(',')}]`;
  }
  if (value instanceof Date) {
    return `Date(${value.getTime()})`;
  }
  if (value instanceof URL) {
    return `URL(${JSON.stringify(value.href)})`;
  }
  if (value instanceof Uint8Array) {
    return `Bytes(${createHash('sha256').update(value).digest('hex')})`;
  }
  if (value instanceof Map) {
    return `Map(${[...value].map(([key, item]) => `${inner(key)}:${inner(item)}`).join(',')})`;
  }
  if (value instanceof Set) {
    return `Set(${[...value].map(inner).join(',')})`;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new NotCanonicalError(`An instance of ${value.constructor.name} has no written form.`);
  }
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${inner(member)}`);
  return `{${members.join(',')}}`;
}
