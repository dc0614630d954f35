import type { CallOptions } from '../call-options.ts';
import type { Duration } from '../duration.ts';

/** A point in a cache's history. */
export interface VersionMark {
  /** Which history: a new random one starts when the store lost its data. */
  readonly epoch: string;
  /** Where in it: a whole number that every invalidation moves on, by one or more. */
  readonly sequence: number;
}

/** Where a cache's history stands, and when each tag that was asked for was last invalidated. */
export interface VersionSnapshot extends VersionMark {
  /** Sequence number of the last invalidation, by tag; a tag that never was is absent. */
  readonly invalidatedAt: ReadonlyMap<string, number>;
}

/**
 * One forward-only sequence for each cache, and the number at which each tag was last invalidated.
 *
 * An entry carries the mark that was taken before its loader ran, and is valid as `isValidAt` says; so also tags that the
 * loader adds are covered. The data of a cache is lost as a whole or not at all, and a lost one starts a new epoch, which
 * makes every older entry invalid.
 *
 * The name of a cache is well-formed text of at most 1,024 bytes; a tag is any string. What is neither is a
 * `CacheOptionError`.
 */
export interface VersionStore {
  /** Reads the mark, and when each of the tags was last invalidated. One step: no invalidation falls between. */
  read(cache: string, tags: Iterable<string>, options?: CallOptions): Promise<VersionSnapshot>;

  /** Moves the sequence on and notes it for each of the tags. Atomic. O(tags), however many entries they hit. */
  invalidate(cache: string, tags: Iterable<string>, options?: CallOptions): Promise<VersionMark>;

  /**
   * Forgets tags that were last invalidated longer ago than this; give at least the longest ttl and grace, so that no
   * entry that was written before is left. `Infinity` forgets none.
   *
   * @returns How many were forgotten.
   */
  prune(cache: string, olderThan: Duration, options?: CallOptions): Promise<number>;
}

/** Is an entry with these tags, whose loader began at this mark, still valid in this snapshot? Ask for all its tags. */
export function isValidAt(mark: VersionMark, tags: Iterable<string>, snapshot: VersionSnapshot): boolean {
  if (mark.epoch !== snapshot.epoch) return false;
  for (const tag of tags) {
    if ((snapshot.invalidatedAt.get(tag) ?? 0) > mark.sequence) return false;
  }
  return true;
}
