import type { JsonObject, Milliseconds, Version } from '@modular-agent/cache-contract';

/** The layout of what stands beside a value. One that is not known here is of a newer release, and a miss. */
const layout = 1;

/** What a cache keeps beside a value. Times are those of the machine that wrote it. */
export interface EntryRecord {
  /** When it was loaded or set, in milliseconds since 1970. */
  readonly createdAt: Milliseconds;
  /** How long it is fresh from then; `Infinity` for ever. */
  readonly ttl: Milliseconds;
  /** How much longer it may be served where nothing fresh can be had. */
  readonly grace: Milliseconds;
  /** Where the cache's history stood before it was loaded; none if that could not be asked. */
  readonly mark: Version | undefined;
  readonly tags: readonly string[];
}

/**
 * Metadata for a provider. Names are short, as they are stored with every entry; what is absent is the usual.
 */
export function encodeRecord({ createdAt, ttl, grace, mark, tags }: EntryRecord): JsonObject {
  return {
    v: layout,
    c: createdAt,
    ...(ttl < Infinity && { t: ttl }),
    ...(grace > 0 && { g: grace === Infinity ? -1 : grace }),
    ...(mark !== undefined && { e: mark.epoch, q: mark.sequence }),
    ...(tags.length > 0 && { k: tags }),
  };
}

/** What a deleted entry leaves behind for a while, so that no late writer brings it back. */
export function encodeTombstone(createdAt: Milliseconds): JsonObject {
  return { v: layout, c: createdAt, x: 1 };
}

/** @returns `undefined` for a tombstone, and for what no cache of this layout wrote. */
export function decodeRecord(metadata: JsonObject | undefined): EntryRecord | undefined {
  if (metadata === undefined || metadata['v'] !== layout || metadata['x'] !== undefined) return undefined;
  const { c: createdAt, t: ttl = Infinity, g: grace = 0, e: epoch, q: sequence, k: tags = [] } = metadata;
  if (!isTime(createdAt) || !isTime(ttl) || typeof grace !== 'number') return undefined;
  if (!Array.isArray(tags) || !tags.every((tag) => typeof tag === 'string')) return undefined;
  const hasMark = typeof epoch === 'string' && typeof sequence === 'number';
  return {
    createdAt,
    ttl,
    grace: grace < 0 ? Infinity : grace,
    mark: hasMark ? { epoch, sequence } : undefined,
    tags,
  };
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && value >= 0;
}

/** How long it has been there; never negative, as clocks of machines differ. */
export function ageOf(record: EntryRecord, now: Milliseconds): Milliseconds {
  return Math.max(0, now - record.createdAt);
}

export function isFresh(record: EntryRecord, now: Milliseconds): boolean {
  return ageOf(record, now) < record.ttl;
}

/** May it be served where nothing fresh can be had? */
export function isUsable(record: EntryRecord, now: Milliseconds): boolean {
  return ageOf(record, now) < record.ttl + record.grace;
}

/** How long a provider should still keep it. */
export function remainingLife(record: EntryRecord, now: Milliseconds): Milliseconds {
  return record.ttl + record.grace - ageOf(record, now);
}
