/** The most keys that are remembered one by one. */
const maxKeys = 100_000;

/** So many are forgotten at once when there are more: a `Map` looks for its first item behind those that were deleted. */
const forgottenAtOnce = maxKeys / 10;

/**
 * The keys that were written or deleted lately, by this process or, by their messages, by others.
 *
 * A read or load notes `now` before, and keeps its value in memory only if the key is unchanged since: otherwise the value
 * may be older than what was written meanwhile.
 */
export class KeyChanges {
  #now = 0;
  /** Any key may have changed before this moment. */
  #floor = 0;
  /** By key; the one changed longest ago first. */
  readonly #changes = new Map<string, number>();

  get now(): number {
    return this.#now;
  }

  note(key: string): void {
    this.#now += 1;
    // Deleted first, so that it moves to the end.
    this.#changes.delete(key);
    this.#changes.set(key, this.#now);
    if (this.#changes.size <= maxKeys) return;
    for (const [oldest, at] of this.#changes) {
      if (this.#changes.size <= maxKeys - forgottenAtOnce) return;
      this.#changes.delete(oldest);
      this.#floor = at;
    }
  }

  isUnchanged(key: string, since: number): boolean {
    if (since >= this.#now) return true;
    return since >= this.#floor && (this.#changes.get(key) ?? 0) <= since;
  }
}
