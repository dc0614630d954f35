import type { JsonObject, JsonValue } from '@modular-agent/cache-contract';
import { encodeMetadata, maxMetadataBytes, type ErrorPlace } from '@modular-agent/cache-contract/provider';

/**
 * A deeply frozen copy of metadata. O(its size).
 *
 * @throws CacheOptionError if it is no JSON object, or longer than 4 KiB.
 */
export function keepMetadata(metadata: JsonObject | undefined, place: ErrorPlace): JsonObject | undefined {
  const flat = keepFlat(metadata);
  if (flat !== undefined) return flat;
  const text = encodeMetadata(metadata, place);
  return text === undefined ? undefined : freezeDeep(JSON.parse(text) as JsonObject);
}

/** The most bytes of JSON that a UTF-16 unit can take: `\u0000`. */
const mostBytesOfUnit = 6;
/** As much as any number takes, and more than what stands around a name and its value. */
const mostBytesOfRest = 32;

/**
 * Copies metadata that is surely short and holds only primitives and lists of text, at a third of the cost of JSON.
 *
 * @returns `undefined` for anything else, which may still be metadata.
 */
function keepFlat(metadata: JsonObject | undefined): JsonObject | undefined {
  if (metadata === undefined || !isOrdinary(metadata)) return undefined;
  let room = maxMetadataBytes;
  const copy: Record<string, JsonValue> = {};
  for (const name of Object.keys(metadata)) {
    const kept = keepPart(metadata[name]);
    // An assignment would set the prototype.
    if (kept === undefined || name === '__proto__') return undefined;
    copy[name] = kept;
    room -= mostBytesOfUnit * name.length + mostBytesOfRest + mostBytes(kept);
  }
  return room < mostBytesOfRest ? undefined : Object.freeze(copy);
}

function isOrdinary(metadata: JsonObject): boolean {
  // A caller without types can pass anything.
  if (typeof (metadata as unknown) !== 'object' || (metadata as unknown) === null) return false;
  if (Object.getPrototypeOf(metadata) !== Object.prototype || 'toJSON' in metadata) return false;
  return Object.getOwnPropertySymbols(metadata).length === 0;
}

function keepPart(value: unknown): string | number | boolean | null | readonly string[] | undefined {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0) ? value : undefined;
  return keepTexts(value);
}

/** Of a number, a boolean or `null`, none beyond those of its place. */
function mostBytes(kept: ReturnType<typeof keepPart>): number {
  if (typeof kept === 'string') return mostBytesOfUnit * kept.length;
  if (typeof kept !== 'object' || kept === null) return 0;
  return kept.reduce((bytes, text) => bytes + mostBytesOfUnit * text.length + mostBytesOfRest, 0);
}

function keepTexts(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value) || Object.getPrototypeOf(value) !== Array.prototype) return undefined;
  // A named property is one name too many, a hole one too few.
  if (Object.keys(value).length !== value.length) return undefined;
  const texts = [...(value as unknown[])];
  return texts.every((text) => typeof text === 'string') ? Object.freeze(texts) : undefined;
}

function freezeDeep<T extends JsonValue>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const inner of Object.values<JsonValue>(value)) freezeDeep(inner);
  return Object.freeze(value);
}
