import type { JsonObject, JsonValue } from '@modular-agent/cache-contract';
import { encodeMetadata, type ErrorPlace } from '@modular-agent/cache-contract/provider';

/**
 * A deeply frozen copy of metadata. O(its size).
 *
 * @throws CacheOptionError if it is no JSON object, or longer than 4 KiB.
 */
export function keepMetadata(metadata: JsonObject | undefined, place: ErrorPlace): JsonObject | undefined {
  const text = encodeMetadata(metadata, place);
  return text === undefined ? undefined : freezeDeep(JSON.parse(text) as JsonObject);
}

function freezeDeep<T extends JsonValue>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const inner of Object.values<JsonValue>(value)) freezeDeep(inner);
  return Object.freeze(value);
}
