import type { ErrorPlace } from '@modular-agent/cache-contract';
import { compress, compressionCode, decompress } from '../formats/compression.ts';
import { toBuffer, type Content } from '../wire/command-arguments.ts';
import { BytesContent } from './content.ts';
import type { EntryFormat } from './entry-format.ts';
import { maxEntryBytes } from './max-entry-bytes.ts';
import { isPayloadFormat, payloadFormat } from './payload-format.ts';
import { decodePayload, encodePayload } from './payload.ts';
import { deserializeValue, serializeValue } from './serialized-value.ts';

/** A value as an entry holds it. */
export interface StoredPayload {
  readonly format: number;
  /** 0: not compressed. */
  readonly compression: number;
  readonly content: Content;
}

/** Encodes a value. @throws CacheSerializationError or CacheEntryTooLargeError. */
export function encodeValue(value: unknown, entryFormat: EntryFormat, place: ErrorPlace): StoredPayload {
  const { decodes, serializer, compression } = entryFormat;
  const serialized = serializer && decodes ? serializeValue(value, serializer, place) : undefined;
  const { format, content } =
    serialized === undefined || serializer === undefined
      ? encodePayload(value, decodes, place)
      : { format: serializer.id, content: new BytesContent(serialized) };
  if (compression === undefined || content.mostBytes < compression.threshold)
    return { format, compression: 0, content };
  const bytes = toBuffer(content);
  const compressed = bytes.length < compression.threshold ? undefined : compress(bytes, compression);
  return compressed === undefined
    ? { format, compression: 0, content }
    : { format, compression: compressionCode(compression), content: new BytesContent(compressed) };
}

/** Whether the content is the caller's own bytes, which the caller may change later. */
export function hasOwnersBytes({ format, compression }: StoredPayload): boolean {
  return format <= payloadFormat.buffer && compression === 0;
}

/**
 * Reads the payload that goes from `start` to the end of these bytes.
 *
 * @throws Error of any class if it is not what its format says; `undefined` stands for nothing readable too.
 */
export function decodeValue(
  { format, compression }: Omit<StoredPayload, 'content'>,
  bytes: Buffer,
  start: number,
  entryFormat: EntryFormat,
): unknown {
  return compression === 0
    ? decodeFormat(format, bytes, start, entryFormat)
    : decodeFormat(format, decompress(compression, bytes.subarray(start), maxEntryBytes), 0, entryFormat);
}

function decodeFormat(format: number, entry: Buffer, start: number, { decodes, readers }: EntryFormat): unknown {
  if (isPayloadFormat(format)) return decodePayload(format, entry, start, decodes);
  const reader = decodes ? readers.get(format) : undefined;
  return reader && deserializeValue(entry.subarray(start), reader);
}
