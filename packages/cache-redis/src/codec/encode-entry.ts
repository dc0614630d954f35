import {
  CacheEntryTooLargeError,
  type ErrorPlace,
  type JsonObject,
  type KeptValue,
  type Stamp,
} from '@modular-agent/cache-contract';
import { checkStamp, sealValue } from '@modular-agent/cache-contract/provider';
import { toBuffer, type Content } from '../wire/command-arguments.ts';
import { compress, compressionCode } from '../formats/compression.ts';
import { BytesContent } from './content.ts';
import { decodePart } from './decode-part.ts';
import type { EntryFormat } from './entry-format.ts';
import { writeMetadata } from './entry-metadata.ts';
import { headerBytes, writeHeader } from './header.ts';
import { maxEntryBytes } from './max-entry-bytes.ts';
import { payloadFormat } from './payload-format.ts';
import { encodePayload } from './payload.ts';
import { serializeValue } from './serialized-value.ts';

export { maxEntryBytes };

/** What is stored under a key. */
export interface NewEntry {
  readonly value: unknown;
  readonly metadata: JsonObject | undefined;
  readonly stamp: Stamp | undefined;
}

/**
 * An entry, ready to be written. Whatever happens to the value afterwards does not change it.
 *
 * @throws CacheSerializationError, CacheOptionError (metadata, stamp) or CacheEntryTooLargeError.
 */
export function encodeEntry(entry: NewEntry, entryFormat: EntryFormat, place: ErrorPlace): Buffer | Content {
  const { stamp } = entry;
  checkStamp(stamp, place);
  const metadata = writeMetadata(entry.metadata, place);
  const payload =
    entry.value instanceof EncodedValue ? entry.value.payload : encodeValue(entry.value, entryFormat, place);
  const encoded = new EncodedEntry(payload, metadata, stamp);
  if (encoded.mostBytes > maxEntryBytes) checkSize(encoded.countBytes(), place);
  // Bytes are their owner's to change; text is not.
  return payload.format <= payloadFormat.buffer ? toBuffer(encoded) : encoded;
}

/** A payload, as it is stored. */
export interface StoredPayload {
  readonly format: number;
  /** 0: not compressed. */
  readonly compression: number;
  readonly content: Content;
}

/** A value that was encoded before, and that nobody can change any more. */
export class EncodedValue implements KeptValue {
  readonly payload: StoredPayload;
  readonly #format: EntryFormat;

  /** @throws CacheSerializationError or CacheEntryTooLargeError. */
  constructor(value: unknown, format: EntryFormat, place: ErrorPlace) {
    const payload = encodeValue(value, format, place);
    // Bytes are their owner's to change; text is not.
    const content =
      payload.format <= payloadFormat.buffer && payload.compression === 0
        ? new BytesContent(toBuffer(payload.content))
        : payload.content;
    this.payload = { ...payload, content };
    this.#format = format;
  }

  get bytes(): number {
    return this.payload.content.mostBytes;
  }

  read(): unknown {
    return sealValue(decodePart(this.payload, toBuffer(this.payload.content), 0, this.#format)).read();
  }
}

function encodeValue(value: unknown, entryFormat: EntryFormat, place: ErrorPlace): StoredPayload {
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

class EncodedEntry implements Content {
  readonly length: number;
  readonly #format: number;
  readonly #compression: number;
  readonly #payload: Content;
  readonly #metadata: Content;
  readonly #stamp: Stamp | undefined;

  constructor({ format, compression, content }: StoredPayload, metadata: Content, stamp: Stamp | undefined) {
    this.#format = format;
    this.#compression = compression;
    this.#payload = content;
    this.#metadata = metadata;
    this.#stamp = stamp;
    this.length = headerBytes + metadata.length + content.length;
  }

  get mostBytes(): number {
    return headerBytes + this.#metadata.mostBytes + this.#payload.mostBytes;
  }

  countBytes(): number {
    return headerBytes + this.#metadata.countBytes() + this.#payload.countBytes();
  }

  write(memory: Buffer, at: number): number {
    const metadataStart = at + headerBytes;
    const payloadStart = this.#metadata.write(memory, metadataStart);
    const metadataLength = payloadStart - metadataStart;
    const end = this.#payload.write(memory, payloadStart);
    const header = { format: this.#format, compression: this.#compression, stamp: this.#stamp, metadataLength };
    writeHeader(memory, at, end, header);
    return end;
  }
}

function checkSize(size: number, place: ErrorPlace): void {
  if (size <= maxEntryBytes) return;
  throw new CacheEntryTooLargeError(
    `the entry has ${size} bytes, at most ${maxEntryBytes} are stored; split the value, or keep it elsewhere`,
    place,
  );
}
