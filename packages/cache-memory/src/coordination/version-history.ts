import { randomUUID } from 'node:crypto';
import type { Milliseconds, Version, VersionDelta, VersionSnapshot } from '@modular-agent/cache-contract';

/** The most tags that the history of one cache remembers. */
export const maxRememberedTags = 1_000_000;

/** So many of them are forgotten at once when there are more. */
const forgottenAtOnce = maxRememberedTags / 10;

/** A delta holds at most twice as many tags. */
const recentTags = 4_096;

interface Invalidation {
  readonly sequence: number;
  readonly at: Milliseconds;
}

/** The tags of one invalidation. */
interface RecentInvalidation {
  readonly sequence: number;
  readonly tags: readonly string[];
}

/**
 * What happened to one cache since its epoch began. It grows by its tags until it is pruned; of more than 1,000,000 tags the
 * oldest tenth is forgotten, which makes entries invalid that are older than those.
 */
export class VersionHistory {
  readonly #epoch: string = randomUUID();
  #sequence = 0;
  #floor = 0;
  /** By tag; the longest ago first. */
  readonly #invalidations = new Map<string, Invalidation>();
  /** The newest last; those that deltas may hold. */
  #recent: RecentInvalidation[] = [];
  #recentTags = 0;
  /** Every invalidation above this sequence is among the recent ones. */
  #recentSince = 0;

  read(tags: readonly string[]): VersionSnapshot {
    const invalidatedAt = new Map<string, number>();
    for (const tag of tags) {
      const invalidation = this.#invalidations.get(tag);
      if (invalidation !== undefined) invalidatedAt.set(tag, invalidation.sequence);
    }
    return { epoch: this.#epoch, sequence: this.#sequence, floor: this.#floor, invalidatedAt };
  }

  readSince(since: Version | undefined): VersionDelta {
    const known = since?.epoch === this.#epoch ? since.sequence : 0;
    const invalidatedAt = new Map<string, number>();
    const completeSince = Math.max(known, this.#floor, this.#recentSince);
    for (let index = this.#recent.length - 1; index >= 0; index--) {
      const { sequence, tags } = this.#recent[index] as RecentInvalidation;
      if (sequence <= completeSince) break;
      for (const tag of tags) {
        // It is in the delta already if it was invalidated again since.
        if (!invalidatedAt.has(tag)) invalidatedAt.set(tag, sequence);
      }
    }
    return { epoch: this.#epoch, sequence: this.#sequence, floor: this.#floor, invalidatedAt, completeSince };
  }

  /** O(tags), amortized. */
  invalidate(tags: readonly string[]): Version {
    this.#sequence += 1;
    const invalidation = { sequence: this.#sequence, at: performance.now() };
    for (const tag of tags) {
      // Deleted first, so that it moves to the end.
      this.#invalidations.delete(tag);
      this.#invalidations.set(tag, invalidation);
    }
    if (tags.length > 0) this.#noteRecent(tags);
    if (this.#invalidations.size > maxRememberedTags) this.#forgetOldest(maxRememberedTags - forgottenAtOnce);
    return { epoch: this.#epoch, sequence: this.#sequence };
  }

  /** Forgets what was invalidated longer ago than this. @returns How many tags. */
  prune(age: Milliseconds): number {
    const before = performance.now() - age;
    const sizeBefore = this.#invalidations.size;
    for (const [tag, { at, sequence }] of this.#invalidations) {
      if (at >= before) break;
      this.#forget(tag, sequence);
    }
    return sizeBefore - this.#invalidations.size;
  }

  #noteRecent(tags: readonly string[]): void {
    this.#recent.push({ sequence: this.#sequence, tags });
    this.#recentTags += tags.length;
    // Only now and then, as it copies the rest.
    if (this.#recentTags <= 2 * recentTags) return;
    let dropped = 0;
    for (const { sequence, tags: old } of this.#recent) {
      if (this.#recentTags <= recentTags) break;
      this.#recentTags -= old.length;
      this.#recentSince = sequence;
      dropped += 1;
    }
    this.#recent = this.#recent.slice(dropped);
  }

  #forgetOldest(size: number): void {
    for (const [tag, { sequence }] of this.#invalidations) {
      if (this.#invalidations.size <= size) break;
      this.#forget(tag, sequence);
    }
  }

  #forget(tag: string, sequence: number): void {
    this.#invalidations.delete(tag);
    this.#floor = sequence;
  }
}
