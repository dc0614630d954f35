import type { CacheEntry } from '@modular-agent/cache-contract';
import { readMetadata } from './entry-metadata.ts';
import { headerBytes, readHeader } from './header.ts';
import { maxEntryBytes } from './max-entry-bytes.ts';
import { decompress } from '../formats/compression.ts';
import type { EntryFormat } from './entry-format.ts';
import { decodePayload } from './payload.ts';
import { isPayloadFormat } from './payload-format.ts';
import { deserializeValue } from './serialized-value.ts';

/**
 * Reads an entry, or gives `undefined` if these bytes are foreign, cut, corrupt, or written by a release that knows more.
 * They come from elsewhere: nothing in them is trusted, and nothing in them makes this throw.
 */
export function decodeEntry(bytes: Buffer, entryFormat: EntryFormat): CacheEntry | undefined {
  if (bytes.length > maxEntryBytes) return undefined;
  const header = readHeader(bytes);
  if (header === undefined) return undefined;
  const { format, compression, stamp, metadataLength } = header;
  const payloadOffset = headerBytes + metadataLength;
  try {
    const metadata = metadataLength === 0 ? undefined : readMetadata(bytes, headerBytes, payloadOffset);
    const value =
      compression === 0
        ? decodeValue(format, bytes, payloadOffset, entryFormat)
        : decodeValue(format, decompress(compression, bytes.subarray(payloadOffset), maxEntryBytes), 0, entryFormat);
    return value === undefined ? undefined : { value, metadata, stamp };
  } catch {
    return undefined;
  }
}

function decodeValue(format: number, entry: Buffer, start: number, { decodes, readers }: EntryFormat): unknown {
  if (isPayloadFormat(format)) return decodePayload(format, entry, start, decodes);
  const reader = decodes ? readers.get(format) : undefined;
  return reader && deserializeValue(entry.subarray(start), reader);
}
