import { SuperJSON } from 'superjson';
import type { SuperJSONResult } from 'superjson';
import { ownTypes } from './own-types.ts';
import { RichReader } from './rich-reader.ts';

/** An instance of this package's own: the shared one is any library's to change. It writes; `RichReader` reads. */
const superjson = new SuperJSON();
const types = new Map(Object.entries(ownTypes(toResult)));
for (const [name, { isApplicable, serialize, read }] of types) {
  superjson.registerCustom({ isApplicable, serialize, deserialize: read }, name);
}

/** What the annotation of a RegExp looks like. */
const regExpNote = '["regexp"]';

/**
 * A value as superjson text. It must have passed `inspectValue`.
 *
 * @throws CacheSerializationError if it holds a BigInt or RegExps that would take too long to read.
 */
export function stringifyRich(value: unknown): string {
  const text = JSON.stringify(toResult(value));
  // What would be too much for a reader is an error here, not a miss there. RegExps are rare.
  if (text.includes(regExpNote)) new RichReader(types).read(JSON.parse(text));
  return text;
}

/** @throws Error of any class if it is not what `stringifyRich` writes. Never runs or defines what the text names. */
export function parseRich(text: string): unknown {
  return readRich(JSON.parse(text));
}

/** What `stringifyRich` writes, parsed already. @throws As `parseRich`. */
export function readRich(data: unknown): unknown {
  return new RichReader(types).read(data);
}

function toResult(value: unknown): SuperJSONResult {
  const { json, meta } = superjson.serialize(value);
  // Without references: putting them back reorders a Map or Set that holds one, and the contract lets them split.
  return meta?.values === undefined ? { json } : { json, meta: { values: meta.values, v: 1 } };
}
