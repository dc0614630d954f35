import type { Milliseconds } from '@modular-agent/cache-contract';

/** The least time between two questions for the map. */
const shortest: Milliseconds = 50;
/** The most of it, while the Cluster is not whole. */
const longest: Milliseconds = 1_000;

/** When the map of a Cluster is asked for: soon after there was a cause, and again and again until all is well. */
export class MapRefresh {
  readonly #read: () => Promise<void>;
  readonly #isWell: () => boolean;
  #timer: NodeJS.Timeout | undefined;
  #isReading = false;
  #isWanted = false;
  #isClosed = false;
  #tries = 0;

  /**
   * @param read Asks for the map, and adopts it.
   * @param isWell Need it not be asked for again?
   */
  constructor(read: () => Promise<void>, isWell: () => boolean) {
    this.#read = read;
    this.#isWell = isWell;
  }

  /** There is cause to ask. Many causes in one moment are one. */
  soon(): void {
    if (this.#isClosed || this.#timer !== undefined) return;
    if (this.#isReading) {
      this.#isWanted = true;
      return;
    }
    // At random, so that many processes do not ask in one moment.
    const wait = (0.5 + Math.random() / 2) * Math.min(longest, shortest * 2 ** this.#tries);
    this.#timer = setTimeout(() => void this.#ask(), wait).unref();
  }

  /** Nothing is asked any more. Idempotent. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  async #ask(): Promise<void> {
    this.#timer = undefined;
    this.#isReading = true;
    this.#isWanted = false;
    // Another node may know better than one that gave no map.
    const hasRead = await this.#read().then(
      () => true,
      () => false,
    );
    this.#isReading = false;
    const isWell = hasRead && this.#isWell();
    this.#tries = isWell ? 0 : this.#tries + 1;
    if (!isWell || this.#isWanted) this.soon();
  }
}
