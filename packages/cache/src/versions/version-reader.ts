import type { Milliseconds, VersionSnapshot, VersionStore } from '@modular-agent/cache-contract';

/** What is asked for before it is sent. */
interface Batch {
  readonly tags: Set<string>;
  readonly snapshot: Promise<VersionSnapshot>;
}

/**
 * Asks where a cache's history stands. What is asked for while replies of the same moment are read is asked in one call,
 * which is sent afterwards: so no answer is older than its question.
 */
export class VersionReader {
  readonly #versions: VersionStore;
  readonly #cache: string;
  readonly #timeout: Milliseconds;
  readonly #onEpoch: () => void;
  #batch: Batch | undefined;
  #epoch: string | undefined;

  /** @param onEpoch Told when another history has begun: what was valid is valid no more. */
  constructor(versions: VersionStore, cache: string, timeout: Milliseconds, onEpoch: () => void) {
    this.#versions = versions;
    this.#cache = cache;
    this.#timeout = timeout;
    this.#onEpoch = onEpoch;
  }

  /** Also of tags that others asked for. Rejects as the store does, within the timeout. */
  read(tags: readonly string[]): Promise<VersionSnapshot> {
    const batch = (this.#batch ??= this.#open());
    for (const tag of tags) batch.tags.add(tag);
    return batch.snapshot;
  }

  #open(): Batch {
    const tags = new Set<string>();
    const { promise, resolve } = Promise.withResolvers<void>();
    // After all that is under way now.
    process.nextTick(resolve);
    return { tags, snapshot: promise.then(() => this.#send(tags)) };
  }

  async #send(tags: ReadonlySet<string>): Promise<VersionSnapshot> {
    this.#batch = undefined;
    const snapshot = await this.#versions.read(this.#cache, tags, { timeout: this.#timeout });
    if (this.#epoch !== undefined && this.#epoch !== snapshot.epoch) this.#onEpoch();
    this.#epoch = snapshot.epoch;
    return snapshot;
  }
}
