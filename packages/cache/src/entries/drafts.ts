import { CacheOptionError, type Milliseconds, type Version } from '@modular-agent/cache-contract';
import { encodeMetadata, maxMetadataBytes } from '@modular-agent/cache-contract/provider';
import { encodeRecord, type EntryRecord } from './entry-record.ts';

/** What is noted beside a value that is written now. */
export interface NewRecord {
  readonly ttl: Milliseconds;
  readonly grace: Milliseconds;
  readonly tags: readonly string[];
  readonly mark: Version | undefined;
}

/** A record of an entry that is written now. @throws CacheOptionError if it has more tags than can be kept beside a value. */
export function draftRecord(parts: NewRecord): EntryRecord {
  const record = { ...parts, createdAt: Date.now() };
  // Few tags fit surely; the rest of a record takes less than this.
  const room = maxMetadataBytes - 400;
  if (parts.tags.reduce((bytes, tag) => bytes + 3 * tag.length + 3, 0) <= room) return record;
  try {
    encodeMetadata({ ...encodeRecord(record), room: '-'.repeat(150) });
    return record;
  } catch (error) {
    throw new CacheOptionError(
      `${parts.tags.length} tags are more than fit beside a value; together with the rest they may take ${maxMetadataBytes} bytes`,
      { option: 'tags', cause: error },
    );
  }
}

/** Shortened by a random part, at most `jitter` of it. */
export function jittered(ttl: Milliseconds, jitter: number): Milliseconds {
  return ttl === Infinity || jitter === 0 ? ttl : Math.max(1, Math.round(ttl * (1 - jitter * Math.random())));
}
