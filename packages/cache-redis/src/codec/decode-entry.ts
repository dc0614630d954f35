import type { CacheEntry } from '@modular-agent/cache-contract';
import { readMetadata } from './entry-metadata.ts';
import { headerBytes, readHeader } from './header.ts';
import { maxEntryBytes } from './encode-entry.ts';
import { decodePayload } from './payload.ts';

/**
 * Reads an entry, or gives `undefined` if these bytes are foreign, cut, corrupt, or written by a release that knows more.
 * They come from elsewhere: nothing in them is trusted, and nothing in them makes this throw.
 */
export function decodeEntry(bytes: Buffer, decodes: boolean): CacheEntry | undefined {
  if (bytes.length > maxEntryBytes) return undefined;
  const header = readHeader(bytes);
  if (header === undefined) return undefined;
  const payloadOffset = headerBytes + header.metadataLength;
  try {
    const value = decodePayload(header.format, bytes.subarray(payloadOffset), decodes);
    if (value === undefined) return undefined;
    const metadata = readMetadata(bytes.subarray(headerBytes, payloadOffset));
    return { value, metadata, stamp: header.stamp };
  } catch {
    return undefined;
  }
}
