import { valueKind } from '@modular-agent/cache-contract/provider';

/**
 * Where and how a value differs from what was stored, or `undefined` if it is what the contract promises to give back.
 *
 * Strict: types, `-0`, NaN, own properties that are `undefined`, the order of maps and sets, Buffer or Uint8Array, name,
 * message and cause of errors. Objects must be ordinary ones, also where one without a prototype was stored. Stacks are
 * not compared, nor is the order of an object's properties.
 */
export function findDifference(actual: unknown, expected: unknown, path: string): string | undefined {
  const kind = valueKind(expected);
  if (kind === 'primitive') {
    return Object.is(actual, expected) ? undefined : `${path} is ${show(actual)}, not ${show(expected)}`;
  }
  const actualKind = valueKind(actual);
  if (actualKind !== kind) return `${path} is of the kind ${actualKind}, not ${kind}`;
  switch (kind) {
    case 'object':
      return findInObject(actual as object, expected as object, path);
    case 'array':
      return findInArray(actual as unknown[], expected as unknown[], path);
    case 'map':
      return findInArray([...(actual as Map<unknown, unknown>)], [...(expected as Map<unknown, unknown>)], path);
    case 'set':
      return findInArray([...(actual as Set<unknown>)], [...(expected as Set<unknown>)], path);
    case 'error':
      return findInError(actual as Error, expected as Error, path);
    case 'bytes':
      return findInBytes(actual as Uint8Array, expected as Uint8Array, path);
    case 'date':
      return findDifference((actual as Date).getTime(), (expected as Date).getTime(), `${path}.getTime()`);
    case 'regexp':
      return findInRegExp(actual as RegExp, expected as RegExp, path);
    default:
      return findDifference(String(actual), String(expected), `String(${path})`);
  }
}

function findInObject(actual: object, expected: object, path: string): string | undefined {
  if (Object.getPrototypeOf(actual) !== Object.prototype) return `${path} is no ordinary object`;
  const names = new Set<PropertyKey>(Object.keys(expected));
  const extra = Reflect.ownKeys(actual).find((name) => !names.has(name));
  if (extra !== undefined) return `${path} has a property ${String(extra)} that was not stored`;
  for (const [name, item] of Object.entries(expected)) {
    const property = Object.getOwnPropertyDescriptor(actual, name);
    if (property?.enumerable !== true || !('value' in property)) return `${path} lacks the property ${show(name)}`;
    const difference = findDifference(property.value, item, `${path}[${show(name)}]`);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function findInArray(actual: readonly unknown[], expected: readonly unknown[], path: string): string | undefined {
  if (actual.length !== expected.length) return `${path} has ${actual.length} items, not ${expected.length}`;
  for (const [index, item] of expected.entries()) {
    if (!Object.hasOwn(actual, index)) return `${path}[${index}] is a hole`;
    const difference = findDifference(actual[index], item, `${path}[${index}]`);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function findInError(actual: Error, expected: Error, path: string): string | undefined {
  if (!(actual instanceof Error)) return `${path} is no instance of Error`;
  const builtIn = builtInErrors.find((each) => each.name === expected.name && expected instanceof each);
  if (builtIn !== undefined && !(actual instanceof builtIn)) return `${path} is no instance of ${builtIn.name}`;
  if (Object.hasOwn(actual, 'cause') !== Object.hasOwn(expected, 'cause')) return `${path} has or lacks a cause`;
  return (
    findDifference(actual.name, expected.name, `${path}.name`) ??
    findDifference(actual.message, expected.message, `${path}.message`) ??
    findDifference(actual.cause, expected.cause, `${path}.cause`)
  );
}

const builtInErrors = [EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError] as const;

function findInRegExp(actual: RegExp, expected: RegExp, path: string): string | undefined {
  const startsAnew = actual.lastIndex === 0 || actual.lastIndex === expected.lastIndex;
  if (!startsAnew) return `${path} goes on at ${actual.lastIndex}, where someone else left it`;
  return findDifference(String(actual), String(expected), `String(${path})`);
}

function findInBytes(actual: Uint8Array, expected: Uint8Array, path: string): string | undefined {
  const isBuffer = Buffer.isBuffer(expected);
  if (Buffer.isBuffer(actual) !== isBuffer) return `${path} is ${isBuffer ? 'no Buffer' : 'a Buffer'}`;
  return Buffer.compare(actual, expected) === 0 ? undefined : `${path} holds other bytes`;
}

function show(value: unknown): string {
  if (Object.is(value, -0)) return '-0';
  if (typeof value === 'string') return JSON.stringify(value.length <= 60 ? value : `${value.slice(0, 60)}…`);
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
