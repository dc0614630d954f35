import type { Milliseconds } from '@modular-agent/cache-contract';
import type { StatsRecorder } from '@modular-agent/cache-contract/provider';
import { LRUCache } from 'lru-cache';
import type { EntryDraft } from './draft-entry.ts';
import { ExpiryClock } from './expiry-clock.ts';
import type { StoredEntry } from './stored-entry.ts';

/** What bounds a store. */
export interface StoredEntriesLimits {
  readonly maxEntries: number;
  readonly maxBytes: number;
}

/**
 * Entries by key: the least recently used make room, and none is seen when its time is over.
 *
 * Times are this store's and not lru-cache's, which serves an entry for as long as a turn of the event loop lasts after its
 * end, and starts a timer to know the time.
 */
export class StoredEntries {
  readonly #recorder: StatsRecorder;
  readonly #clock = new ExpiryClock();
  readonly #entries: LRUCache<string, StoredEntry>;
  /** When the work in hand began: within it time stands still, so that no entry is counted twice. */
  #now: Milliseconds = 0;
  /** No entry expires before. */
  #nextExpiry: Milliseconds = Infinity;

  constructor(limits: StoredEntriesLimits, recorder: StatsRecorder) {
    this.#recorder = recorder;
    this.#entries = new LRUCache<string, StoredEntry>({
      max: limits.maxEntries,
      ...(limits.maxBytes < Infinity && { maxSize: limits.maxBytes, sizeCalculation: (entry) => entry.bytes }),
      dispose: (entry, _key, reason) => {
        if (entry.expiresAt <= this.#now) this.#recorder.expirations += 1;
        else if (reason === 'evict') this.#recorder.evictions += 1;
      },
    });
  }

  /** The entry of a key, which thereby is the most recently used. O(1). */
  use(key: string): StoredEntry | undefined {
    const entry = this.#entries.get(key);
    return entry === undefined || this.#clock.isPast(entry.expiresAt) ? this.#lose(key, entry) : entry;
  }

  /** The entry of a key, which is used no more recently for that. O(1). */
  peek(key: string): StoredEntry | undefined {
    const entry = this.#entries.peek(key);
    return entry === undefined || this.#clock.isPast(entry.expiresAt) ? this.#lose(key, entry) : entry;
  }

  /** Puts an entry in place of any older one; others make room for it. O(1), but for what it drops. */
  put(key: string, draft: EntryDraft): void {
    const { value, metadata, stamp, bytes } = draft;
    this.#now = performance.now();
    const expiresAt = this.#now + draft.ttl;
    this.#nextExpiry = Math.min(this.#nextExpiry, expiresAt);
    this.#entries.set(key, { value, metadata, stamp, bytes, expiresAt });
    this.#recorder.sets += 1;
  }

  /** @returns Was there an entry? */
  delete(key: string): boolean {
    this.#now = performance.now();
    const entry = this.#entries.peek(key);
    if (entry === undefined) return false;
    this.#entries.delete(key);
    return entry.expiresAt > this.#now;
  }

  clear(): void {
    this.#now = performance.now();
    this.#entries.clear();
    this.#nextExpiry = Infinity;
  }

  /** How many there are. O(1), or O(entries) if the time of one may be over: then such are dropped first. */
  size(): number {
    this.purge();
    return this.#entries.size;
  }

  /** Drops what is over. O(1) if nothing can be, else O(entries). @returns How many. */
  purge(): number {
    this.#now = performance.now();
    if (this.#now < this.#nextExpiry) return 0;
    const over: string[] = [];
    this.#nextExpiry = Infinity;
    this.#entries.forEach((entry, key) => {
      if (entry.expiresAt <= this.#now) over.push(key);
      else this.#nextExpiry = Math.min(this.#nextExpiry, entry.expiresAt);
    });
    for (const key of over) this.#entries.delete(key);
    return over.length;
  }

  /** Lets go of every entry. */
  close(): void {
    this.clear();
    this.#clock.close();
  }

  #lose(key: string, entry: StoredEntry | undefined): undefined {
    if (entry === undefined) return;
    this.#now = performance.now();
    this.#entries.delete(key);
  }
}
