import { CacheOptionError } from '../errors/cache-option-error.ts';
import { CacheSerializationError } from '../errors/cache-serialization-error.ts';
import type { JsonObject } from '../json.ts';
import type { ErrorPlace } from '../errors/error-place.ts';
import { inspectValue } from './inspect-value.ts';
import { valueKind } from './value-kind.ts';

/** The most metadata an entry can have, in bytes of JSON as UTF-8. */
export const maxMetadataBytes = 4_096;

/**
 * Metadata as JSON text, or `undefined` for none.
 *
 * @throws CacheOptionError if it is no JSON object, or longer than 4 KiB.
 */
export function encodeMetadata(metadata: JsonObject | undefined, place: ErrorPlace = {}): string | undefined {
  if (metadata === undefined) return undefined;
  if (valueKind(metadata) !== 'object' || !isJson(metadata)) {
    throw new CacheOptionError('metadata must be a plain JSON object', { ...place, option: 'metadata' });
  }
  const text = JSON.stringify(metadata);
  const size = text.length * 3 <= maxMetadataBytes ? 0 : Buffer.byteLength(text);
  if (size <= maxMetadataBytes) return text;
  throw new CacheOptionError(`metadata is ${size} bytes of JSON; at most ${maxMetadataBytes} are kept`, {
    ...place,
    option: 'metadata',
  });
}

function isJson(metadata: JsonObject): boolean {
  try {
    return inspectValue(metadata) === 'json';
  } catch (error) {
    if (CacheSerializationError.isInstance(error)) return false;
    throw error;
  }
}
