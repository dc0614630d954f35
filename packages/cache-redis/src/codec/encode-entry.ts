import { CacheEntryTooLargeError, type ErrorPlace, type JsonObject, type Stamp } from '@modular-agent/cache-contract';
import { checkStamp } from '@modular-agent/cache-contract/provider';
import { toBuffer, type Content } from '../wire/command-arguments.ts';
import { bytesPerUnit } from './content.ts';
import { writeMetadata } from './entry-metadata.ts';
import { headerBytes, writeHeader } from './header.ts';
import { maxEntryBytes } from './max-entry-bytes.ts';
import { payloadFormat, type PayloadFormat } from './payload-format.ts';
import { encodePayload, type Payload } from './payload.ts';

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
export function encodeEntry(entry: NewEntry, decodes: boolean, place: ErrorPlace): Buffer | Content {
  const { stamp } = entry;
  checkStamp(stamp, place);
  const metadata = entry.metadata === undefined ? '' : writeMetadata(entry.metadata, place);
  const payload = encodePayload(entry.value, decodes, place);
  const encoded = new EncodedEntry(payload, metadata, stamp);
  if (encoded.mostBytes > maxEntryBytes) checkSize(encoded.countBytes(), place);
  // Bytes are their owner's to change; text is not.
  return payload.format <= payloadFormat.buffer ? toBuffer(encoded) : encoded;
}

class EncodedEntry implements Content {
  readonly length: number;
  readonly #format: PayloadFormat;
  readonly #payload: Content;
  readonly #metadata: string;
  readonly #stamp: Stamp | undefined;

  constructor({ format, content }: Payload, metadata: string, stamp: Stamp | undefined) {
    this.#format = format;
    this.#payload = content;
    this.#metadata = metadata;
    this.#stamp = stamp;
    this.length = headerBytes + metadata.length + content.length;
  }

  get mostBytes(): number {
    return headerBytes + this.#metadata.length * bytesPerUnit + this.#payload.mostBytes;
  }

  countBytes(): number {
    return headerBytes + Buffer.byteLength(this.#metadata) + this.#payload.countBytes();
  }

  write(memory: Buffer, at: number): number {
    const metadataStart = at + headerBytes;
    const metadataLength = this.#metadata === '' ? 0 : memory.write(this.#metadata, metadataStart);
    const end = this.#payload.write(memory, metadataStart + metadataLength);
    writeHeader(memory, at, end, { format: this.#format, stamp: this.#stamp, metadataLength });
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
