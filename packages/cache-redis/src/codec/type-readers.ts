import { asArray, asText } from './expected-json.ts';

/** How a type is read from what superjson makes of it. */
export interface TypeReader {
  /** May what it holds be annotated too? */
  readonly holdsMore: boolean;

  /** @throws Error of any class if this is not what superjson makes of this type. */
  readonly read: (json: unknown) => unknown;
}

/**
 * Those of superjson's own types that this package writes, but for RegExp. Others could allocate without bound, or are
 * another release's. They take only what superjson writes: `new Date` or `Number` would make something of anything, in any
 * time.
 */
export const typeReaders: ReadonlyMap<unknown, TypeReader> = new Map<unknown, TypeReader>([
  ['undefined', { holdsMore: false, read: readUndefined }],
  ['number', { holdsMore: false, read: readNumber }],
  ['Date', { holdsMore: false, read: readDate }],
  ['URL', { holdsMore: false, read: (json) => new URL(asText(json)) }],
  ['set', { holdsMore: true, read: (json) => new Set(asArray(json)) }],
  ['map', { holdsMore: true, read: (json) => new Map(asArray(json).map(readRow)) }],
]);

function readUndefined(json: unknown): undefined {
  if (json !== null) throw new TypeError('not what stands for undefined');
  return undefined;
}

const numbers: ReadonlyMap<unknown, number> = new Map([
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
  ['-0', -0],
]);

function readNumber(json: unknown): number {
  const number = numbers.get(json);
  if (number === undefined) throw new TypeError('no number that JSON lacks');
  return number;
}

/** `+275760-09-13T00:00:00.000Z` */
const longestDate = 27;

function readDate(json: unknown): Date {
  const text = asText(json);
  const date = text.length <= longestDate ? new Date(text) : undefined;
  if (date === undefined || Number.isNaN(date.getTime())) throw new TypeError('no date');
  return date;
}

function readRow(row: unknown): [unknown, unknown] {
  if (asArray(row).length !== 2) throw new TypeError('no key with a value');
  return row as [unknown, unknown];
}
