import { inspect } from 'node:util';

/**
 * Makes an object print without some of its values: by `console.log`, `console.dir`, `util.inspect` and `JSON.stringify`.
 * Reading them works as before, and a copy of the object has them.
 */
export function conceal<T extends object>(value: T, names: readonly (keyof T & string)[]): T {
  const present = names.filter((name) => Object.hasOwn(value, name));
  if (present.length === 0) return value;
  const shown = (): object => ({ ...value, ...Object.fromEntries(present.map((name) => [name, '***'])) });
  for (const name of present) {
    const secret = value[name];
    // `console.dir` asks no object how it wants to be shown, but it calls no getter either.
    Object.defineProperty(value, name, { enumerable: true, get: () => secret });
  }
  return Object.defineProperties(value, {
    toJSON: { value: shown },
    [inspect.custom]: { value: shown },
  });
}
