import { CacheEntryTooLargeError, type ErrorPlace, type JsonObject, type Stamp } from '@modular-agent/cache-contract';
import { checkStamp } from '@modular-agent/cache-contract/provider';
import { writeMetadata } from './entry-metadata.ts';
import { headerBytes, writeHeader } from './header.ts';
import { encodePayload } from './payload.ts';

/**
 * The largest entry that is written or read: 64 MiB. A server takes at most 512 MiB and cuts the connection past that;
 * long before, one such entry makes every other call on the connection wait.
 */
export const maxEntryBytes: number = 64 * 1_024 * 1_024;

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
  checkStamp(entry.stamp, place);
  const metadata = writeMetadata(entry.metadata, place);
  const { format, content } = encodePayload(entry.value, decodes, place);
  const metadataLength = Buffer.byteLength(metadata);
  const size = headerBytes + metadataLength + Buffer.byteLength(content);
  if (size > maxEntryBytes) {
    throw new CacheEntryTooLargeError(
      `the entry has ${size} bytes, at most ${maxEntryBytes} are stored; split the value, or keep it elsewhere`,
      place,
    );
  }
  const bytes = Buffer.allocUnsafe(size);
  bytes.write(metadata, headerBytes);
  const payloadOffset = headerBytes + metadataLength;
  if (typeof content === 'string') bytes.write(content, payloadOffset);
  else bytes.set(content, payloadOffset);
  writeHeader(bytes, { format, stamp: entry.stamp, metadataLength });
  return bytes;
}
