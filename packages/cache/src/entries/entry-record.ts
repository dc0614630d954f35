import { CacheOptionError, type JsonObject, type Milliseconds, type Version } from '@modular-agent/cache-contract';
import { encodeMetadata, maxMetadataBytes } from '@modular-agent/cache-contract/provider';

/** Layout of the metadata beside a value. An unknown one was written by a newer release and is a miss. */
const layout = 1;

/** Metadata that a cache keeps beside a value. Times are those of the store's clock. */
export interface EntryRecord {
  /** Time at which the value was loaded or set. */
  readonly createdAt: Milliseconds;
  /** Time for which it is fresh from then on; `Infinity` for ever. */
  readonly ttl: Milliseconds;
  /** Time after the ttl for which it may be served stale. */
  readonly grace: Milliseconds;
  /** The cache's version before the value was loaded; absent if it was unknown. */
  readonly version: Version | undefined;
  readonly tags: readonly string[];
}

/** Encodes a record as metadata. Names are short, since they are stored with every entry; defaults are left out. */
export function encodeRecord({ createdAt, ttl, grace, version, tags }: EntryRecord): JsonObject {
  const encoded: Record<string, JsonObject[string]> = { v: layout, c: createdAt };
  if (ttl < Infinity) encoded['t'] = ttl;
  if (grace > 0) encoded['g'] = grace === Infinity ? -1 : grace;
  if (version !== undefined) {
    encoded['e'] = version.epoch;
    encoded['q'] = version.sequence;
  }
  if (tags.length > 0) encoded['k'] = tags;
  return encoded;
}

/** @returns `undefined` if no cache of this layout wrote the metadata. */
export function decodeRecord(metadata: JsonObject | undefined): EntryRecord | undefined {
  if (metadata === undefined || metadata['v'] !== layout || metadata['x'] !== undefined) return undefined;
  const { c: createdAt, t: ttl = Infinity, g: grace = 0, e: epoch, q: sequence, k: tags = [] } = metadata;
  if (!isTime(createdAt) || !isTime(ttl) || typeof grace !== 'number') return undefined;
  if (!Array.isArray(tags) || !tags.every((tag) => typeof tag === 'string')) return undefined;
  const hasVersion = typeof epoch === 'string' && typeof sequence === 'number';
  return {
    createdAt,
    ttl,
    grace: grace < 0 ? Infinity : grace,
    version: hasVersion ? { epoch, sequence } : undefined,
    tags,
  };
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && value >= 0;
}

/** The age of an entry; never negative, since estimates of the store's clock differ by milliseconds. */
export function ageOf(record: EntryRecord, now: Milliseconds): Milliseconds {
  return Math.max(0, now - record.createdAt);
}

export function isFresh(record: EntryRecord, now: Milliseconds): boolean {
  return ageOf(record, now) < record.ttl;
}

/** Whether an entry is fresh, and no older than the caller accepts. */
export function isFreshEnough(record: EntryRecord, now: Milliseconds, maxAge: Milliseconds): boolean {
  return isFresh(record, now) && (maxAge === Infinity || now - record.createdAt <= maxAge);
}

/** Whether an entry may be served when nothing fresh can be had. */
export function isUsable(record: EntryRecord, now: Milliseconds): boolean {
  return ageOf(record, now) < record.ttl + record.grace;
}

/** Whether an entry is old enough to be refreshed ahead of its end. */
export function isPastRefreshAhead(record: EntryRecord, now: Milliseconds, refreshAhead: number): boolean {
  return now - record.createdAt >= refreshAhead * record.ttl;
}

/** Time for which a provider should still keep an entry; at least 1 ms. */
export function remainingLife(record: EntryRecord, now: Milliseconds): Milliseconds {
  return Math.max(1, record.ttl + record.grace - ageOf(record, now));
}

/** @throws CacheOptionError if these tags don't fit beside a value. */
export function checkTagsFit(tags: readonly string[]): void {
  // Few tags always fit: the rest of a record takes less than 500 bytes.
  const room = maxMetadataBytes - 500;
  if (tags.reduce((bytes, tag) => bytes + 3 * tag.length + 3, 0) <= room) return;
  try {
    encodeMetadata({ k: tags, room: '-'.repeat(450) });
  } catch (error) {
    throw new CacheOptionError(
      `${tags.length} tags are more than fit beside a value; with the rest of its metadata they may take ${maxMetadataBytes} bytes`,
      { option: 'tags', cause: error },
    );
  }
}

/** Shortens a ttl by a random part, at most `jitter` of it. */
export function jittered(ttl: Milliseconds, jitter: number): Milliseconds {
  return ttl === Infinity || jitter === 0 ? ttl : Math.max(1, Math.round(ttl * (1 - jitter * Math.random())));
}
