import type { Version, VersionDelta } from '@modular-agent/cache-contract';

/** A point in what this process has learned: it moves on with every invalidation. */
export type Tick = number;

/** The last invalidation of a tag. */
interface Invalidation {
  /** Its highest known number in the cache's history; -1 if none is known. */
  readonly sequence: number;
  /** The tick at which this process learned that number. */
  readonly tick: Tick;
  /** The tick at which it last learned of one whose number it did not know. */
  readonly unnumberedTick: Tick;
}

/** The most tags that are remembered one by one. */
const maxTags = 10_000;

/**
 * The invalidations of a cache that this process knows.
 *
 * It judges an entry of a shared tier by its version: the table holds every invalidation above `completeSince`, so only an older
 * entry needs a lookup of its tags. It judges an entry in memory by the tick at which the entry was begun, so that nothing has to
 * be asked: an invalidation that was learned of later ends the entry, unless the entry's version shows that it is newer.
 *
 * Only a read of the history moves the point up to which the table is complete. Messages and replies to own invalidations add a
 * tag, and nothing else: another invalidation may lie between.
 */
export class VersionTable {
  #epoch: string | undefined;
  /** The highest sequence seen. */
  #sequence = 0;
  /** Up to this sequence every invalidation is in the table, from `#completeSince` on. */
  #completeTo = -1;
  #completeSince = Infinity;
  #floor = 0;
  #now: Tick = 0;
  /** Entries that were begun before are invalid, whatever their tags. */
  #tickFloor: Tick = 0;
  /** By tag; the one learned of longest ago first. */
  readonly #invalidations = new Map<string, Invalidation>();

  /** The tick that an entry carries whose load begins now. */
  get now(): Tick {
    return this.#now;
  }

  /** The version that an entry carries whose load begins now; `undefined` before the history was read once. */
  get version(): Version | undefined {
    return this.#epoch === undefined ? undefined : { epoch: this.#epoch, sequence: this.#sequence };
  }

  /** Version from which the history is read; `undefined` before it was read once. */
  get readFrom(): Version | undefined {
    return this.#epoch === undefined ? undefined : { epoch: this.#epoch, sequence: this.#completeTo };
  }

  /** Adds what a read of the history returned. */
  apply(delta: VersionDelta, readFrom: Version | undefined): void {
    const { epoch, sequence, invalidatedAt, completeSince, floor } = delta;
    if (epoch !== this.#epoch) this.#begin(epoch);
    this.#floor = Math.max(this.#floor, floor);
    this.#sequence = Math.max(this.#sequence, sequence);
    if (invalidatedAt.size > 0) {
      this.#now += 1;
      for (const [tag, at] of invalidatedAt) this.#note(tag, at);
    }
    // A gap between what was complete and what was read: only what was read is.
    const isConnected = readFrom !== undefined && readFrom.epoch === epoch && completeSince <= readFrom.sequence;
    if (!isConnected) this.#completeSince = this.#completeTo >= completeSince ? this.#completeSince : completeSince;
    this.#completeTo = Math.max(this.#completeTo, sequence);
    this.#shrink();
  }

  /** Adds an invalidation that this process makes, and whose number is unknown. */
  note(tags: Iterable<string>): void {
    this.#learn(tags, -1);
  }

  /** Adds the reply to an invalidation of this process. */
  noteReply(tags: Iterable<string>, { epoch, sequence }: Version): void {
    this.#learn(tags, epoch === this.#epoch ? sequence : -1);
  }

  /**
   * Adds an invalidation that another process told of.
   *
   * @param sequence -1 if it is unknown.
   * @param epoch The one that the sender knew. The number may be of a newer one, if it is not higher than all seen.
   */
  noteMessage(tags: Iterable<string>, sequence: number, epoch: string | undefined): void {
    this.#learn(tags, epoch !== undefined && epoch === this.#epoch && sequence > this.#sequence ? sequence : -1);
  }

  /** Whether an entry of a shared tier is valid; `undefined` if its tags must be looked up. */
  judge(version: Version | undefined, tags: readonly string[]): boolean | undefined {
    if (version === undefined || version.epoch !== this.#epoch || version.sequence < this.#floor) return false;
    for (const tag of tags) {
      if ((this.#invalidations.get(tag)?.sequence ?? -1) > version.sequence) return false;
    }
    return version.sequence >= this.#completeSince ? true : undefined;
  }

  /** Whether an entry in memory is valid, by all that this process has learned. @param tags Asked for only if needed. */
  isValidHere(begin: Tick, version: Version | undefined, tags: () => readonly string[]): boolean {
    if (begin >= this.#now) return true;
    if (begin < this.#tickFloor) return false;
    const isCurrent = version !== undefined && version.epoch === this.#epoch;
    return tags().every((tag) => {
      const found = this.#invalidations.get(tag);
      if (found === undefined) return true;
      if (found.unnumberedTick > begin) return false;
      return found.tick <= begin || (isCurrent && version.sequence >= found.sequence);
    });
  }

  #begin(epoch: string): void {
    if (this.#epoch !== undefined) {
      this.#now += 1;
      this.#tickFloor = this.#now;
      this.#invalidations.clear();
    }
    this.#epoch = epoch;
    this.#sequence = 0;
    this.#completeTo = -1;
    this.#completeSince = Infinity;
    this.#floor = 0;
  }

  #learn(tags: Iterable<string>, sequence: number): void {
    this.#now += 1;
    this.#sequence = Math.max(this.#sequence, sequence);
    for (const tag of tags) this.#note(tag, sequence);
    this.#shrink();
  }

  #note(tag: string, sequence: number): void {
    const known = this.#invalidations.get(tag);
    if (known !== undefined && sequence >= 0 && known.sequence >= sequence) return;
    // Deleted first, so that it moves to the end.
    this.#invalidations.delete(tag);
    const isNumbered = sequence >= 0;
    this.#invalidations.set(tag, {
      sequence: isNumbered ? sequence : (known?.sequence ?? -1),
      tick: isNumbered ? this.#now : (known?.tick ?? 0),
      unnumberedTick: isNumbered ? (known?.unnumberedTick ?? 0) : this.#now,
    });
  }

  /** Drops the oldest; entries that are older than what is dropped are looked up, or invalid in memory. */
  #shrink(): void {
    if (this.#invalidations.size <= maxTags) return;
    for (const [tag, { sequence, tick, unnumberedTick }] of this.#invalidations) {
      if (this.#invalidations.size <= (maxTags * 9) / 10) break;
      this.#invalidations.delete(tag);
      this.#tickFloor = Math.max(this.#tickFloor, tick, unnumberedTick);
      this.#completeSince = Math.max(this.#completeSince, sequence);
    }
  }
}
