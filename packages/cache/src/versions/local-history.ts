/** A point in what this process has heard. */
export type Tick = number;

/** How many tags are remembered one by one. */
const maxTags = 10_000;

/**
 * What was invalidated, in the order in which this process heard of it. It says whether an entry in this process's memory is
 * still valid, without asking anybody: an invalidation that was heard after the entry was begun takes it away.
 *
 * So it may take away more than it must, such as an entry that was loaded after the invalidation and before it was heard of:
 * that one is then looked up where all processes share it. It never takes away less.
 */
export class LocalHistory {
  #now: Tick = 0;
  /** What began before is in doubt, whatever its tags. */
  #floor: Tick = 0;
  readonly #heard = new Map<string, Tick>();

  /** Where it stands: an entry that is begun now has this as its beginning. */
  get now(): Tick {
    return this.#now;
  }

  /** Notes that these are invalid, whatever has them. */
  invalidate(tags: Iterable<string>): void {
    this.#now += 1;
    for (const tag of tags) this.#heard.set(tag, this.#now);
    if (this.#heard.size > maxTags) this.invalidateAll();
  }

  /** Takes everything away. */
  invalidateAll(): void {
    this.#now += 1;
    this.#floor = this.#now;
    this.#heard.clear();
  }

  /** Is what began then, with these tags, still valid? */
  isValid(begin: Tick, tags: () => readonly string[]): boolean {
    if (begin >= this.#now) return true;
    if (begin < this.#floor) return false;
    return tags().every((tag) => (this.#heard.get(tag) ?? 0) <= begin);
  }
}
