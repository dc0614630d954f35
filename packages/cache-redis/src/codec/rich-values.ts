import { valueKind } from '@modular-agent/cache-contract/provider';
import { SuperJSON } from 'superjson';
import type { SuperJSONResult } from 'superjson';
import { checkAnnotations } from './check-annotations.ts';
import { ownTypes } from './own-types.ts';

/** An instance of this package's own: the shared one is any library's to change. */
const superjson = new SuperJSON();
const customTypes = ownTypes({ write: toResult, read: fromResult });
const customNames: ReadonlySet<string> = new Set(Object.keys(customTypes));
for (const [name, type] of Object.entries(customTypes)) superjson.registerCustom(type, name);

/** A value as superjson text. It must have passed `inspectValue`. */
export function stringifyRich(value: unknown): string {
  return JSON.stringify(toResult(value));
}

/** @throws Error of any class if it is not what `stringifyRich` writes. Never runs or defines what the text names. */
export function parseRich(text: string): unknown {
  return fromResult(JSON.parse(text));
}

function toResult(value: unknown): SuperJSONResult {
  const { json, meta } = superjson.serialize(value);
  // Without references: putting them back reorders a Map or Set that holds one, and the contract lets them split.
  return meta?.values === undefined ? { json } : { json, meta: { values: meta.values, v: 1 } };
}

function fromResult(result: unknown): unknown {
  if (valueKind(result) !== 'object') throw new TypeError('no superjson');
  const { json, meta } = result as Partial<SuperJSONResult>;
  if (json === undefined) throw new TypeError('no superjson');
  if (meta?.values === undefined) return json;
  checkAnnotations(meta.values, customNames);
  return superjson.deserialize({ json, meta: { values: meta.values, v: 1 } }, { inPlace: true });
}
