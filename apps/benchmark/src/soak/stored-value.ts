import { isDeepStrictEqual } from 'node:util';

/** What the soak test stores: says under which key it was written, and as which write of that key. */
export interface StoredValue {
  readonly key: string;
  readonly sequence: number;
  readonly text: string;
  /** In one of four: what JSON alone can't keep. */
  readonly seen?: ReadonlyMap<string, Date>;
}

/** Characters of text: most values are small, some large. */
const lengths = [100, 100, 100, 100, 100, 100, 2_000, 2_000, 20_000, 200] as const;
const rareLength = 200_000;

/** The one value that write number `sequence` of a key stores. */
export function storedValue(key: string, sequence: number): StoredValue {
  const length = sequence % 97 === 0 ? rareLength : (lengths[sequence % lengths.length] ?? 0);
  const pattern = `${key}#${sequence};`;
  const text = pattern.repeat(Math.ceil(length / pattern.length));
  return sequence % 4 === 0
    ? { key, sequence, text, seen: new Map([[key, new Date(sequence)]]) }
    : { key, sequence, text };
}

/** Is this, to the last character, one of the first `written` values that were written under the key? */
export function isValueOf(key: string, written: number, value: unknown): value is StoredValue {
  const sequence = typeof value === 'object' && value !== null ? (value as Partial<StoredValue>).sequence : undefined;
  if (typeof sequence !== 'number' || sequence < 1 || sequence > written) return false;
  return isDeepStrictEqual(value, storedValue(key, sequence));
}
