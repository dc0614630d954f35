import { CacheEntryTooLargeError, type ErrorPlace, type JsonObject, type Stamp } from '@modular-agent/cache-contract';
import { checkStamp } from '@modular-agent/cache-contract/provider';
import { toBuffer, type Content } from '../wire/command-arguments.ts';
import { EncodedValue } from './encoded-value.ts';
import type { EntryFormat } from './entry-format.ts';
import { writeMetadata } from './entry-metadata.ts';
import { headerBytes, writeHeader } from './header.ts';
import { maxEntryBytes } from './max-entry-bytes.ts';
import { encodeValue, hasOwnersBytes, type StoredPayload } from './stored-payload.ts';

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
  return hasOwnersBytes(payload) && !(entry.value instanceof EncodedValue) ? toBuffer(encoded) : encoded;
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
