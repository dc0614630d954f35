import type { KeptValue, Milliseconds } from '@modular-agent/cache-contract';
import type { EntryRecord } from '../entries/entry-record.ts';
import type { LocalMarks } from './local-tier.ts';

/** End of a value that waited to be stored. */
export type WriteOutcome = 'stored' | 'dropped' | 'superseded';

/** A value that waits to be stored. */
export interface QueuedWrite {
  readonly key: string;
  readonly snapshot: KeptValue;
  readonly record: EntryRecord;
  readonly marks: LocalMarks;
}

export interface FlushResult {
  readonly stored: number;
  readonly dropped: number;
}

/** How many leases are asked for, and values stored, at a time. */
const mostOnTheirWay = 2_000;

/**
 * The values that wait to be stored, with those that are being loaded and will wait: bounded in count and bytes. Loads that find
 * no place wait their turn.
 */
export class WriteQueue {
  readonly #maxEntries: number;
  readonly #maxBytes: number;
  readonly #byKey = new Map<string, QueuedWrite>();
  readonly #running = new Set<Promise<WriteOutcome>>();
  /** Loads that wait for a place, the first first. */
  readonly #waiting = new Set<() => void>();
  /** Those who wait to acquire a lease, the first first. */
  readonly #acquirers = new Set<() => void>();
  #acquiring = 0;
  #places = 0;
  #bytes = 0;
  /** Number of values that were dropped. */
  dropped = 0;

  constructor(maxEntries: number, maxBytes: number) {
    this.#maxEntries = maxEntries;
    this.#maxBytes = maxBytes;
  }

  /** Number of values that wait to be stored. */
  get size(): number {
    return this.#running.size;
  }

  /** Takes a place for a value that is going to be loaded, waiting for it if need be. @returns Whether there is one. */
  reserve(limit: Milliseconds): boolean | Promise<boolean> {
    if (this.#hasPlace()) {
      this.#places += 1;
      return true;
    }
    return new Promise((resolve) => {
      const take = (): void => {
        clearTimeout(timer);
        this.#places += 1;
        resolve(true);
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(take);
        resolve(false);
      }, limit);
      this.#waiting.add(take);
    });
  }

  /**
   * Begins to acquire a lease: waits until the leases before are granted and their values stored, so that leases are not granted
   * faster than values can be stored. To be followed by `endAcquire`.
   */
  beginAcquire(): Promise<void> | undefined {
    if (this.#acquirers.size === 0 && this.#mayAcquire()) {
      this.#acquiring += 1;
      return undefined;
    }
    return new Promise((resolve) => {
      this.#acquirers.add(() => {
        this.#acquiring += 1;
        resolve();
      });
    });
  }

  endAcquire(): void {
    this.#acquiring -= 1;
    this.#next();
  }

  /** Gives a place back. */
  release(): void {
    this.#places -= 1;
    this.#next();
  }

  /** The value of a key that waits. */
  get(key: string): QueuedWrite | undefined {
    // Most reads find an empty queue: a lookup of a new string in an empty map costs its hash.
    return this.#byKey.size === 0 ? undefined : this.#byKey.get(key);
  }

  /** Serves the value of a key no longer. */
  forget(key: string): void {
    this.#byKey.delete(key);
  }

  /**
   * Adds a value until its write has ended.
   *
   * @param write Begins at once, and never rejects.
   * @returns Its outcome; `undefined` if there is no room: the value is dropped.
   */
  add(queued: QueuedWrite, write: () => Promise<WriteOutcome>): Promise<WriteOutcome> | undefined {
    const { bytes } = queued.snapshot;
    if (this.#bytes > 0 && this.#bytes + bytes > this.#maxBytes) {
      this.dropped += 1;
      return undefined;
    }
    this.#bytes += bytes;
    this.#byKey.set(queued.key, queued);
    const running = write().then((outcome) => {
      this.#bytes -= bytes;
      this.#running.delete(running);
      if (this.#byKey.get(queued.key) === queued) this.#byKey.delete(queued.key);
      if (outcome === 'dropped') this.dropped += 1;
      this.#next();
      return outcome;
    });
    this.#running.add(running);
    return running;
  }

  /** Waits for every value that waits now. */
  async flush(): Promise<FlushResult> {
    const outcomes = await Promise.all(this.#running);
    const stored = outcomes.filter((outcome) => outcome === 'stored').length;
    const dropped = outcomes.filter((outcome) => outcome === 'dropped').length;
    return { stored, dropped };
  }

  #mayAcquire(): boolean {
    return this.#acquiring + this.#running.size < mostOnTheirWay;
  }

  #hasPlace(): boolean {
    return this.#places < this.#maxEntries && this.#bytes < this.#maxBytes;
  }

  #next(): void {
    for (const take of this.#waiting) {
      if (!this.#hasPlace()) break;
      this.#waiting.delete(take);
      take();
    }
    for (const acquire of this.#acquirers) {
      if (!this.#mayAcquire()) return;
      this.#acquirers.delete(acquire);
      acquire();
    }
  }
}
