import { CacheOptionError, type ErrorPlace, type JsonObject, type JsonValue } from '@modular-agent/cache-contract';
import {
  encodeMetadata,
  inspectValue,
  maxDepth,
  maxMetadataBytes,
  valueKind,
} from '@modular-agent/cache-contract/provider';
import type { Content } from '../wire/command-arguments.ts';
import { TextContent } from './content.ts';
import { hasEscapedNames } from './escaped-names.ts';
import { FlatMetadata, flatMark, readFlat } from './flat-metadata.ts';
import { parseRich, stringifyRich } from './rich-values.ts';

const none = new TextContent('');

/** The header has two bytes for their number. */
const maxStoredBytes = 65_535;

/**
 * Encodes metadata: nothing if there is none; as `FlatMetadata` if that is possible; else as a JSON object, or, if a name must not
 * stand in JSON, as an array of one superjson result.
 *
 * @throws CacheOptionError if it is no JSON object, or longer than 4 KiB as JSON, or than 64 KiB as superjson.
 */
export function writeMetadata(metadata: JsonObject | undefined, place: ErrorPlace): Content {
  if (metadata === undefined) return none;
  const flat = typeof metadata === 'object' && metadata !== null ? FlatMetadata.of(metadata) : undefined;
  if (flat !== undefined) return flat;
  const text = encodeMetadata(metadata, place) ?? '';
  return new TextContent(hasEscapedNames(metadata, text) ? writeRich(metadata, place) : text);
}

function writeRich(metadata: JsonObject, place: ErrorPlace): string {
  const text = `[${stringifyRich(metadata)}]`;
  if (Buffer.byteLength(text) <= maxStoredBytes) return text;
  throw new CacheOptionError(
    'metadata has too many names with a quote, a backslash or a control character; take other names',
    { ...place, option: 'metadata' },
  );
}

/** Reads it, frozen. @throws Error of any class if it is nothing that `writeMetadata` takes. */
export function readMetadata(entry: Buffer, start: number, end: number): JsonObject {
  if (entry[start] === flatMark) return readFlat(entry, start, end);
  const text = entry.toString('utf8', start, end);
  const metadata: unknown = text.startsWith('[') ? readRich(text) : readPlain(text);
  if (valueKind(metadata) !== 'object') throw new TypeError('metadata is no object');
  return freeze(metadata as JsonObject, 0);
}

function readPlain(text: string): unknown {
  checkLength(text);
  return JSON.parse(text);
}

/** superjson may say anything: what it gives must be plain JSON again, and no more of it than is taken. */
function readRich(text: string): unknown {
  const metadata = parseRich(text.slice(1, -1));
  if (inspectValue(metadata) !== 'json') throw new TypeError('metadata is no JSON');
  checkLength(JSON.stringify(metadata));
  return metadata;
}

function checkLength(text: string): void {
  if (text.length * 3 <= maxMetadataBytes || Buffer.byteLength(text) <= maxMetadataBytes) return;
  throw new RangeError('metadata is too long');
}

/** @throws RangeError if it is nested too deep, or has a number that JSON reads and does not write. */
function freeze<T extends JsonValue>(json: T, depth: number): T {
  if (typeof json === 'number' && (!Number.isFinite(json) || Object.is(json, -0)))
    throw new RangeError('no such number');
  if (typeof json !== 'object' || json === null) return json;
  if (depth === maxDepth) throw new RangeError('metadata is nested too deep');
  for (const inner of Object.values(json) as JsonValue[]) freeze(inner, depth + 1);
  return Object.freeze(json);
}
