import type { Content } from '../wire/command-arguments.ts';
import { bytesPerUnit } from './content.ts';
import { maxEntryBytes } from './max-entry-bytes.ts';
import { readJsonText } from './max-items.ts';

/**
 * From so many UTF-16 code units on a text stands beside the JSON and not in it. JSON is written and read character by
 * character, text as a whole: ten times as quickly, for some hundred nanoseconds more for each.
 */
const longText = 256;

/**
 * A text stands there only if it is so many times longer than the path to it as JSON: writing that costs as much as it would
 * save for a text.
 */
const timesPath = 4;

/** Which property leads to a text, from the value's root on. */
type Path = readonly (string | number)[];

/**
 * A value of plain JSON without its long texts, and those behind each other:
 *
 * | bytes    | what                                                                                        |
 * | -------- | ------------------------------------------------------------------------------------------- |
 * | any      | the texts, as UTF-8                                                                         |
 * | 4 × each | how many bytes each of them has, big-endian                                                 |
 * | any      | JSON: an array of the value, with `""` for each of them, and of the path to each            |
 * | 4        | how many bytes that has, big-endian                                                         |
 */
export class TextsBesideJson implements Content {
  readonly length: number;
  readonly #texts: readonly string[];
  readonly #json: string;

  constructor(texts: readonly string[], json: string) {
    this.#texts = texts;
    this.#json = json;
    let length = json.length + (texts.length + 1) * lengthBytes;
    for (const text of texts) length += text.length;
    this.length = length;
  }

  get mostBytes(): number {
    return this.length * bytesPerUnit;
  }

  countBytes(): number {
    let bytes = Buffer.byteLength(this.#json) + (this.#texts.length + 1) * lengthBytes;
    for (const text of this.#texts) bytes += Buffer.byteLength(text);
    return bytes;
  }

  write(memory: Buffer, at: number): number {
    let end = at;
    const lengths: number[] = [];
    for (const text of this.#texts) {
      const length = memory.write(text, end);
      lengths.push(length);
      end += length;
    }
    for (const length of lengths) end = memory.writeUInt32BE(length, end);
    const jsonLength = memory.write(this.#json, end);
    return memory.writeUInt32BE(jsonLength, end + jsonLength);
  }
}

const lengthBytes = 4;

/** What `TextsBesideJson` is made of. */
export interface LiftedTexts {
  /** The array that becomes the JSON. */
  readonly shell: readonly unknown[];
  readonly texts: readonly string[];
}

/**
 * Takes the long texts out of a value of plain JSON, which stays as it is. `undefined` if there are none. O(its items).
 *
 * @throws RangeError if they are more than an entry takes.
 */
export function liftTexts(value: unknown): LiftedTexts | undefined {
  const lifter = new Lifter();
  const rest = lifter.lift(value);
  return rest === value ? undefined : { shell: [rest, ...lifter.paths], texts: lifter.texts };
}

class Lifter {
  readonly texts: string[] = [];
  readonly paths: Path[] = [];
  readonly #path: (string | number)[] = [];
  /** How much there may still be. A text that stands in many places may be any number of times longer than an entry. */
  #room = maxEntryBytes;

  /** @returns The value, or a copy without its long texts. */
  lift(value: unknown): unknown {
    if (typeof value === 'string') return this.#liftText(value);
    if (Array.isArray(value)) return this.#liftItems(value);
    return typeof value === 'object' && value !== null ? this.#liftProperties(value as Record<string, unknown>) : value;
  }

  #liftText(text: string): string {
    this.#room -= text.length;
    if (this.#room < 0) throw new RangeError('more text than an entry');
    if (!this.#isPathShort(text.length / timesPath)) return text;
    // UTF-8 has no lone surrogates; JSON escapes them.
    if (!text.isWellFormed()) return text;
    this.texts.push(text);
    this.paths.push([...this.#path]);
    return '';
  }

  /** Looks at no more names than `room`. */
  #isPathShort(room: number): boolean {
    let left = room;
    for (const name of this.#path) {
      left -= typeof name === 'string' ? name.length + charactersAround : charactersOfIndex;
      if (left < 0) return false;
    }
    return true;
  }

  #liftItems(items: readonly unknown[]): readonly unknown[] {
    let copy: unknown[] | undefined;
    for (let index = 0; index < items.length; index++) {
      const item = items[index];
      if (!mayHoldText(item)) continue;
      const rest = this.#liftAt(index, item);
      if (rest !== item) (copy ??= [...items])[index] = rest;
    }
    return copy ?? items;
  }

  #liftProperties(value: Record<string, unknown>): Record<string, unknown> {
    let copy: Record<string, unknown> | undefined;
    // Quicker than a list of the names.
    for (const name in value) {
      const item = value[name];
      if (!mayHoldText(item) || !Object.hasOwn(value, name)) continue;
      const rest = this.#liftAt(name, item);
      // The copy has a property of that name of its own, so that `__proto__` is none but that.
      if (rest !== item) (copy ??= { ...value })[name] = rest;
    }
    return copy ?? value;
  }

  #liftAt(name: string | number, item: unknown): unknown {
    this.#path.push(name);
    const rest = this.lift(item);
    this.#path.pop();
    return rest;
  }
}

/** Of a name in a path: two quotes and a comma. */
const charactersAround = 3;
/** Of an index and its comma, most often. */
const charactersOfIndex = 4;

function mayHoldText(item: unknown): boolean {
  return typeof item === 'string' ? item.length >= longText : typeof item === 'object' && item !== null;
}

/**
 * Reads what `TextsBesideJson` writes, from `start` to the entry's end.
 *
 * @throws Error of any class if it is anything else. Defines nothing that the JSON has not.
 */
export function readTextsBesideJson(entry: Buffer, start: number): { readonly value: unknown; readonly json: string } {
  const jsonEnd = entry.length - lengthBytes;
  const jsonStart = jsonEnd - entry.readUInt32BE(jsonEnd);
  if (jsonStart < start) throw new RangeError('the JSON is longer than the entry');
  const json = readJsonText(entry, jsonStart, jsonEnd);
  const shell: unknown = JSON.parse(json);
  if (!Array.isArray(shell)) throw new TypeError('no array of a value and paths');
  const [value, ...paths] = shell as unknown[];
  const lengthsStart = jsonStart - paths.length * lengthBytes;
  let at = start;
  for (let index = 0; index < paths.length; index++) {
    const end = at + entry.readUInt32BE(lengthsStart + index * lengthBytes);
    if (end > lengthsStart) throw new RangeError('a text is longer than the entry');
    putBack(value, paths[index], entry.toString('utf8', at, end));
    at = end;
  }
  if (at !== lengthsStart) throw new RangeError('there is more than the texts');
  return { value, json };
}

function putBack(value: unknown, path: unknown, text: string): void {
  if (!Array.isArray(path)) throw new TypeError('no path');
  const last = path.length - 1;
  let holder = value;
  for (let step = 0; step < last; step++) holder = ownProperty(holder, path[step]);
  if (ownProperty(holder, path[last]) !== '') throw new TypeError('no place for a text');
  (holder as Record<string, unknown>)[path[last] as string] = text;
}

function ownProperty(holder: unknown, name: unknown): unknown {
  // A name of another type would be made a text, which takes any time for arrays in arrays.
  const isName = typeof name === (Array.isArray(holder) ? 'number' : 'string');
  if (!isName || typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, name as string)) {
    throw new TypeError('a path leads nowhere');
  }
  return (holder as Record<string, unknown>)[name as string];
}
