import { maxMetadataBytes } from '@modular-agent/cache-contract/provider';
import type { JsonObject, JsonValue } from '@modular-agent/cache-contract';
import type { Content } from '../wire/command-arguments.ts';

/** The first byte; JSON begins with another. */
export const flatMark = 1;

/** Kinds of fields: a number of 8 bytes, a text after its length, a list of such texts after their count. */
const kinds = { number: 1, text: 2, texts: 3 } as const;

type FlatValue = number | string | readonly string[];

/** Names are single letters: none of them needs an escape, or means anything to an object. */
const [firstLetter, lastLetter] = [97, 122];

/** The most bytes that a character takes as JSON, and that a number with its name does. */
const bytesPerCharacter = 6;
const bytesPerField = 32;

/**
 * Metadata in a form that is read in a third of the time of JSON: that of a cache, whose names are single letters and whose values
 * are numbers, texts and lists of texts. Each field is a name, a kind and a content; lengths and counts take 2 bytes.
 */
export class FlatMetadata implements Content {
  readonly length: number;
  readonly #metadata: Readonly<Record<string, FlatValue>>;

  private constructor(metadata: Readonly<Record<string, FlatValue>>, length: number) {
    this.#metadata = metadata;
    this.length = length;
  }

  /** Makes a copy. @returns `undefined` for any other metadata, and for what may be too long. */
  static of(metadata: JsonObject): FlatMetadata | undefined {
    if (Object.getPrototypeOf(metadata) !== Object.prototype) return undefined;
    const kept: Record<string, FlatValue> = {};
    let length = 1;
    // As JSON it takes no more than other metadata may.
    let room = maxMetadataBytes;
    for (const key of Reflect.ownKeys(metadata)) {
      if (typeof key !== 'string' || !isName(key)) return undefined;
      const value = toFlat(metadata[key]);
      if (value === undefined) return undefined;
      kept[key] = value;
      const units = sizeOf(value, unitsOf);
      room -= bytesPerField + bytesPerCharacter * units;
      if (room < 0) return undefined;
      length += 2 + units;
    }
    return length === 1 ? undefined : new FlatMetadata(kept, length);
  }

  get mostBytes(): number {
    return this.length * 3;
  }

  countBytes(): number {
    return Object.values(this.#metadata).reduce<number>((sum, value) => sum + 2 + sizeOf(value, utf8Bytes), 1);
  }

  write(memory: Buffer, start: number): number {
    let at = memory.writeUInt8(flatMark, start);
    for (const key of Object.keys(this.#metadata)) {
      const value = this.#metadata[key] as FlatValue;
      memory[at] = key.charCodeAt(0);
      if (typeof value === 'number') {
        memory[at + 1] = kinds.number;
        at = memory.writeDoubleBE(value, at + 2);
      } else if (typeof value === 'string') {
        memory[at + 1] = kinds.text;
        at = writeText(memory, value, at + 2);
      } else {
        memory[at + 1] = kinds.texts;
        at = memory.writeUInt16BE(value.length, at + 2);
        for (const text of value) at = writeText(memory, text, at);
      }
    }
    return at;
  }
}

/** Reads what begins with `flatMark`, frozen. @throws Error of any class if it is not what `FlatMetadata` writes. */
export function readFlat(entry: Buffer, start: number, end: number): JsonObject {
  const metadata: Record<string, JsonValue> = {};
  let at = start + 1;
  while (at < end) {
    const code = entry[at] ?? 0;
    if (code < firstLetter || code > lastLetter) throw new TypeError('no such name');
    const kind = entry[at + 1];
    at += 2;
    if (kind === kinds.number) {
      const number = entry.readDoubleBE(at);
      if (!Number.isFinite(number) || Object.is(number, -0)) throw new RangeError('no such number');
      metadata[String.fromCharCode(code)] = number;
      at += 8;
    } else if (kind === kinds.text) {
      const from = at + 2;
      at = from + entry.readUInt16BE(at);
      metadata[String.fromCharCode(code)] = entry.toString('utf8', from, at);
    } else if (kind === kinds.texts) {
      const texts: string[] = [];
      const count = entry.readUInt16BE(at);
      at += 2;
      while (texts.length < count && at < end) {
        const from = at + 2;
        at = from + entry.readUInt16BE(at);
        texts.push(entry.toString('utf8', from, at));
      }
      if (texts.length < count) throw new RangeError('a list is cut');
      metadata[String.fromCharCode(code)] = Object.freeze(texts);
    } else throw new TypeError('no such kind');
  }
  if (at !== end) throw new RangeError('a field is cut');
  return Object.freeze(metadata);
}

function isName(key: string): boolean {
  const code = key.charCodeAt(0);
  return key.length === 1 && code >= firstLetter && code <= lastLetter;
}

/** @returns The value, of a list a copy; `undefined` if it is none that is kept. */
function toFlat(value: unknown): FlatValue | undefined {
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0) ? value : undefined;
  if (typeof value === 'string') return value.isWellFormed() ? value : undefined;
  if (!Array.isArray(value) || Object.getPrototypeOf(value) !== Array.prototype) return undefined;
  // With `undefined` in place of a hole, which is no text.
  const items: readonly unknown[] = Array.from(value as readonly unknown[]);
  return items.every((item) => typeof item === 'string' && item.isWellFormed()) ? (items as string[]) : undefined;
}

function writeText(memory: Buffer, text: string, at: number): number {
  const length = memory.write(text, at + 2);
  memory.writeUInt16BE(length, at);
  return at + 2 + length;
}

/** The size of a value with its lengths. @param sizeOfText Measures a text. */
function sizeOf(value: FlatValue, sizeOfText: (text: string) => number): number {
  if (typeof value === 'number') return 8;
  if (typeof value === 'string') return 2 + sizeOfText(value);
  return value.reduce((sum, text) => sum + 2 + sizeOfText(text), 2);
}

function utf8Bytes(text: string): number {
  return Buffer.byteLength(text);
}

function unitsOf(text: string): number {
  return text.length;
}
