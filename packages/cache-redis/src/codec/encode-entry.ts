import { CacheEntryTooLargeError, type ErrorPlace, type JsonObject, type Stamp } from '@modular-agent/cache-contract';
import { checkStamp } from '@modular-agent/cache-contract/provider';
import { placeContent } from './entry-memory.ts';
import { writeMetadata } from './entry-metadata.ts';
import { headerBytes, writeHeader } from './header.ts';
import { maxEntryBytes } from './max-entry-bytes.ts';
import { encodePayload } from './payload.ts';

export { maxEntryBytes };

/** What is stored under a key. */
export interface NewEntry {
  readonly value: unknown;
  readonly metadata: JsonObject | undefined;
  readonly stamp: Stamp | undefined;
}

/**
 * The bytes of an entry. Whatever happens to the value afterwards does not change them.
 *
 * @throws CacheSerializationError, CacheOptionError (metadata, stamp) or CacheEntryTooLargeError.
 */
export function encodeEntry(entry: NewEntry, decodes: boolean, place: ErrorPlace): Buffer {
  const { stamp } = entry;
  checkStamp(stamp, place);
  const metadata = entry.metadata === undefined ? '' : writeMetadata(entry.metadata, place);
  const metadataLength = metadata === '' ? 0 : Buffer.byteLength(metadata);
  const before = headerBytes + metadataLength;
  const { format, content } = encodePayload(entry.value, decodes, place);
  if (before + content.mostBytes > maxEntryBytes) checkSize(before + content.countBytes(), place);
  const bytes = placeContent(before, content);
  if (metadata !== '') bytes.write(metadata, headerBytes);
  writeHeader(bytes, format, stamp, metadataLength);
  return bytes;
}

function checkSize(size: number, place: ErrorPlace): void {
  if (size <= maxEntryBytes) return;
  throw new CacheEntryTooLargeError(
    `the entry has ${size} bytes, at most ${maxEntryBytes} are stored; split the value, or keep it elsewhere`,
    place,
  );
}
