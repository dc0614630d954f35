import type { ErrorPlace, JsonObject, JsonValue } from '@modular-agent/cache-contract';
import { encodeMetadata, valueKind } from '@modular-agent/cache-contract/provider';
import { hasEscapedNames } from './escaped-names.ts';
import { parseRich, stringifyRich } from './rich-values.ts';

/**
 * Metadata as it is stored: nothing for none, else a JSON object; with names that must not stand in JSON, an array of one
 * superjson result.
 *
 * @throws CacheOptionError if it is no JSON object, or longer than 4 KiB as JSON.
 */
export function writeMetadata(metadata: JsonObject, place: ErrorPlace): string {
  const text = encodeMetadata(metadata, place) ?? '';
  return hasEscapedNames(metadata, text) ? `[${stringifyRich(metadata)}]` : text;
}

/** Reads it, frozen. @throws Error of any class if it is nothing of that kind. */
export function readMetadata(text: string): JsonObject {
  const metadata: unknown = text.startsWith('[') ? parseRich(text.slice(1, -1)) : JSON.parse(text);
  if (valueKind(metadata) !== 'object') throw new TypeError('metadata is no object');
  return freeze(metadata as JsonObject);
}

function freeze<T extends JsonValue>(json: T): T {
  if (typeof json !== 'object' || json === null) return json;
  for (const inner of Object.values(json) as JsonValue[]) freeze(inner);
  return Object.freeze(json);
}
