import type { CallOptions } from '../call-options.ts';
import type { Duration } from '../duration.ts';

/** A point in a cache's history. */
export interface Version {
  /** Which history: a new random one starts when the store lost its data. */
  readonly epoch: string;
  /** Where in it: a whole number that every invalidation moves on, by one or more. */
  readonly sequence: number;
}

/** Where a cache's history stands, and when tags were last invalidated. */
export interface VersionSnapshot extends Version {
  /** Sequence number of the last invalidation of each tag; a tag that never was invalidated is absent. */
  readonly invalidatedAt: ReadonlyMap<string, number>;
  /** Entries of a lower sequence are invalid whatever their tags: invalidations before it are forgotten. 0 if none are. */
  readonly floor: number;
}

/** A snapshot with every invalidation after a point. */
export interface VersionDelta extends VersionSnapshot {
  /** `invalidatedAt` holds every invalidation above this sequence: an entry at or above it needs no lookup of its tags. */
  readonly completeSince: number;
}

/** Published in the same step as an invalidation. */
export interface InvalidationAnnouncement {
  readonly channel: string;
  /** The message: the sequence of the invalidation stands between its two parts, in decimal digits. */
  readonly message: readonly [before: string, after: string];
}

export interface InvalidateOptions extends CallOptions {
  /** Default: nothing is published. */
  readonly announce?: InvalidationAnnouncement | undefined;
}

/**
 * One forward-only sequence for each cache, and the number at which each tag was last invalidated.
 *
 * An entry carries the version that was read before its loader ran, and is valid as `isValidAt` says; so also tags that the
 * loader adds are covered. The data of a cache is lost as a whole or not at all, and a lost one starts a new epoch, which
 * makes every older entry invalid.
 *
 * The name of a cache is well-formed text of at most 1,024 bytes; a tag is any string. What is neither is a
 * `CacheOptionError`.
 */
export interface VersionStore {
  /** Reads the version, and when each of the tags was last invalidated. One step: no invalidation falls between. */
  read(cache: string, tags: Iterable<string>, options?: CallOptions): Promise<VersionSnapshot>;

  /**
   * Reads the version with what was invalidated after `since`, newest first, up to a bound of the store's own: past it
   * `completeSince` is higher than `since`. Without `since`, or with one of another epoch: the newest invalidations. One
   * round trip, in one step.
   */
  readSince(cache: string, since: Version | undefined, options?: CallOptions): Promise<VersionDelta>;

  /** Moves the sequence on and notes it for each of the tags. Atomic. O(tags), however many entries they hit. */
  invalidate(cache: string, tags: Iterable<string>, options?: InvalidateOptions): Promise<Version>;

  /**
   * Forgets tags that were last invalidated longer ago than this, and raises the floor to the newest of them. Give at least
   * the longest ttl and grace; entries that live longer become invalid. `Infinity` forgets none.
   *
   * @returns How many were forgotten.
   */
  prune(cache: string, olderThan: Duration, options?: CallOptions): Promise<number>;
}

/** Whether an entry with these tags, whose loader began at this version, is still valid. Ask for all its tags. */
export function isValidAt(version: Version, tags: Iterable<string>, snapshot: VersionSnapshot): boolean {
  if (version.epoch !== snapshot.epoch || version.sequence < snapshot.floor) return false;
  for (const tag of tags) {
    if ((snapshot.invalidatedAt.get(tag) ?? 0) > version.sequence) return false;
  }
  return true;
}
