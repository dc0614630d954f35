import { CacheEntryTooLargeError } from '@modular-agent/cache-contract';
import { estimateBytes, takeSnapshot, type ErrorPlace, type Snapshot } from '@modular-agent/cache-contract/provider';
import type { EntrySettings } from './entry-settings.ts';

/** An entry that may be stored. */
export interface EntryDraft extends EntrySettings {
  readonly value: Snapshot;
  /** As estimated; 1 where nothing bounds them. */
  readonly bytes: number;
}

/** What an entry takes beside its key, value and metadata. */
const entryOverhead = 200;

/**
 * Makes a private copy of what shall be stored. O(size of the value).
 *
 * @throws CacheSerializationError if the value can't be kept, CacheEntryTooLargeError if that takes too many bytes.
 */
export function draftEntry(
  key: string,
  value: unknown,
  settings: EntrySettings,
  maxEntryBytes: number,
  place: ErrorPlace,
): EntryDraft {
  const { ttl, metadata, stamp } = settings;
  const kept = takeSnapshot(value, place);
  if (maxEntryBytes === Infinity) return { value: kept, bytes: 1, ttl, metadata, stamp };
  const bytes =
    entryOverhead + estimateBytes(key) + kept.bytes + (metadata === undefined ? 0 : estimateBytes(metadata));
  if (bytes <= maxEntryBytes) return { value: kept, bytes, ttl, metadata, stamp };
  throw new CacheEntryTooLargeError(
    `the entry takes about ${bytes} bytes and may take ${maxEntryBytes}; store less, or raise maxEntryBytes or maxBytes`,
    place,
  );
}
