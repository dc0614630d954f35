import { CacheOptionError, type JsonObject, type JsonValue } from '@modular-agent/cache-contract';
import { encodeMetadata, type ErrorPlace } from '@modular-agent/cache-contract/provider';

/**
 * A deeply frozen copy of metadata. O(its size).
 *
 * @throws CacheOptionError if it is no JSON object, or longer than 4 KiB.
 */
export function keepMetadata(metadata: JsonObject | undefined, place: ErrorPlace): JsonObject | undefined {
  const text = encode(metadata, place);
  return text === undefined ? undefined : freezeDeep(JSON.parse(text) as JsonObject);
}

function encode(metadata: JsonObject | undefined, place: ErrorPlace): string | undefined {
  try {
    return encodeMetadata(metadata, place);
  } catch (error) {
    if (CacheOptionError.isInstance(error)) throw error;
    throw new CacheOptionError('metadata must be a plain JSON object', { ...place, option: 'metadata', cause: error });
  }
}

function freezeDeep<T extends JsonValue>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const inner of Object.values<JsonValue>(value)) freezeDeep(inner);
  return Object.freeze(value);
}
