import { CacheSerializationError } from '../errors/cache-serialization-error.ts';
import type { ErrorPlace } from '../errors/error-place.ts';
import { valueKind } from './value-kind.ts';

/** How deep a value may be nested. Every encoder walks that deep without running out of stack. */
export const maxDepth = 500;

/**
 * Finds what in a value can't be kept, and says so with the path to it. For a value that is known to be refused: it walks
 * slowly, so that the walk over good values need not remember paths.
 */
export function explainUnsupported(value: unknown, place: ErrorPlace = {}): CacheSerializationError {
  const culprit = find(value, 'value', []) ?? { path: 'value', problem: 'holds something that can not be kept' };
  return new CacheSerializationError(
    `${shortenPath(culprit.path)} ${culprit.problem}; store plain data (objects, arrays, Date, Map, Set, Uint8Array, …) instead`,
    { ...place, path: culprit.path },
  );
}

/** A path as a message shows it. */
export function shortenPath(path: string): string {
  return path.length <= 200 ? path : `${path.slice(0, 80)} … ${path.slice(-80)}`;
}

interface Culprit {
  readonly path: string;
  readonly problem: string;
}

function find(value: unknown, path: string, ancestors: readonly object[]): Culprit | undefined {
  const kind = valueKind(value);
  if (kind === 'unsupported') return { path, problem: `is ${describe(value)}, which can not be kept` };
  if (kind === 'primitive') return undefined;
  const holder = value as object;
  if (ancestors.includes(holder)) return { path, problem: 'refers back to something that holds it (a cycle)' };
  if (ancestors.length >= maxDepth) return { path, problem: `is nested deeper than ${maxDepth} levels` };
  const inside = [...ancestors, holder];
  return findOwn(holder, path, kind === 'array') ?? findInside(holder, path, inside);
}

function findOwn(holder: object, path: string, isArray: boolean): Culprit | undefined {
  const symbol = Object.getOwnPropertySymbols(holder)[0];
  if (symbol !== undefined) return { path: `${path}[${String(symbol)}]`, problem: 'has a symbol for a name' };
  if (!isArray) return undefined;
  const array = holder as unknown[];
  for (let index = 0; index < array.length; index++) {
    if (!Object.hasOwn(array, index)) return { path: `${path}[${index}]`, problem: 'is a hole in an array' };
  }
  const extra = Object.keys(array)[array.length];
  return extra === undefined ? undefined : { path: `${path}.${extra}`, problem: 'is a named property of an array' };
}

function findInside(holder: object, path: string, ancestors: readonly object[]): Culprit | undefined {
  for (const [step, item] of children(holder)) {
    const culprit = find(item, path + step, ancestors);
    if (culprit !== undefined) return culprit;
  }
  return undefined;
}

function* children(holder: object): Generator<readonly [step: string, item: unknown]> {
  switch (valueKind(holder)) {
    case 'array':
      for (const [index, item] of (holder as unknown[]).entries()) yield [`[${index}]`, item];
      return;
    case 'map': {
      let index = 0;
      for (const [key, item] of holder as Map<unknown, unknown>) {
        // By number: what a Map has for keys may be data, and no error shows that.
        yield [`.keys()[${index}]`, key];
        yield [`.values()[${index++}]`, item];
      }
      return;
    }
    case 'set': {
      let index = 0;
      for (const item of holder as Set<unknown>) yield [`.values()[${index++}]`, item];
      return;
    }
    case 'error':
      yield ['.cause', (holder as Error).cause];
      return;
    case 'object':
      for (const name of Object.keys(holder)) {
        yield [
          /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`,
          (holder as Record<string, unknown>)[name],
        ];
      }
      if (typeof (holder as { toJSON?: unknown }).toJSON === 'function') {
        yield ['.toJSON', (holder as { toJSON?: unknown }).toJSON];
      }
  }
}

function describe(value: unknown): string {
  if (typeof value !== 'object' || value === null) return `a ${typeof value}`;
  const name: unknown = Object(Object.getPrototypeOf(value)).constructor?.name;
  if (name === 'Map' || name === 'Set' || name === 'Date' || name === 'RegExp' || name === 'URL') {
    return `a ${name} with properties of its own`;
  }
  if (name === 'Promise') return 'a promise (is an await missing?)';
  return typeof name === 'string' && name !== '' ? `an instance of ${name}` : 'an object with a prototype of its own';
}
