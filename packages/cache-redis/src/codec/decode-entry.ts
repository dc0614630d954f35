import type { CacheEntry } from '@modular-agent/cache-contract';
import { readMetadata } from './entry-metadata.ts';
import { headerBytes, readHeader } from './header.ts';
import { maxEntryBytes } from './max-entry-bytes.ts';
import type { EntryFormat } from './entry-format.ts';
import { decodeValue } from './stored-payload.ts';

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
    const value = decodeValue({ format, compression }, bytes, payloadOffset, entryFormat);
    return value === undefined ? undefined : { value, metadata, stamp };
  } catch {
    return undefined;
  }
}
