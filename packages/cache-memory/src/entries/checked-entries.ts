import {
  CacheOptionError,
  checkKey,
  type BatchEntry,
  type EntryOptions,
  type SetIfNewerOptions,
} from '@modular-agent/cache-contract';
import { listEntries, listKeys, type StatsRecorder } from '@modular-agent/cache-contract/provider';
import { runBatch } from '../calls/run-batch.ts';
import type { MemoryCacheSettings } from '../memory-cache-options.ts';
import { draftEntry, type EntryDraft } from './draft-entry.ts';
import { readEntryOptions, type EntrySettings } from './entry-settings.ts';
import { StoredEntries } from './stored-entries.ts';
import type { StoredEntry } from './stored-entry.ts';

/** Entries, with keys, values and options checked and every use counted. */
export class CheckedEntries {
  readonly store: StoredEntries;
  readonly #settings: MemoryCacheSettings;
  readonly #defaults: EntrySettings;
  readonly #recorder: StatsRecorder;

  constructor(settings: MemoryCacheSettings, recorder: StatsRecorder) {
    this.store = new StoredEntries(settings, recorder);
    this.#settings = settings;
    this.#defaults = { ttl: settings.defaultTtl, metadata: undefined, stamp: undefined };
    this.#recorder = recorder;
  }

  /** A key that is there was checked when it was set, so that a hit costs no check. */
  get(key: string): StoredEntry | undefined {
    const entry = this.store.use(key);
    if (entry === undefined) this.#miss(key);
    else this.#recorder.hits += 1;
    return entry;
  }

  /** @param pick What of an entry is wanted. */
  getMany<T>(keys: Iterable<string>, pick: (entry: StoredEntry) => T): Map<string, T> {
    const all = listKeys(keys, { provider: this.#settings.name });
    for (const key of all) checkKey(key, this.#settings.name);
    const found = new Map<string, T>();
    for (const key of all) {
      const entry = this.get(key);
      if (entry !== undefined) found.set(key, pick(entry));
    }
    return found;
  }

  has(key: string): boolean {
    checkKey(key, this.#settings.name);
    return this.store.peek(key) !== undefined;
  }

  set(key: string, value: unknown, options: EntryOptions | undefined): void {
    this.store.put(key, this.#draft(key, value, options, this.#defaults));
  }

  /** As `set`, of a key that was checked. A refusal counts as an error. */
  replace(key: string, value: unknown, options: EntryOptions): void {
    const place = { provider: this.#settings.name, key };
    try {
      const settings = readEntryOptions(options, this.#defaults, place);
      this.store.put(key, draftEntry(key, value, settings, this.#settings.maxEntryBytes, place));
    } catch (error) {
      this.#recorder.errors += 1;
      throw error;
    }
  }

  setMany(entries: Iterable<BatchEntry>, options: EntryOptions | undefined): void {
    const defaults = readEntryOptions(options, this.#defaults, { provider: this.#settings.name });
    runBatch(
      this.#settings.name,
      listEntries(entries, { provider: this.#settings.name }),
      ([key]) => key,
      ([key, value, own]) => this.store.put(key, this.#draft(key, value, own, defaults)),
    );
  }

  /** @returns Was it stored? */
  setIfNewer(key: string, value: unknown, options: SetIfNewerOptions): boolean {
    const draft = this.#draft(key, value, options, this.#defaults);
    if (draft.stamp === undefined) {
      throw new CacheOptionError('setIfNewer needs a stamp; give an integer from 0 to 2^53 - 1, or use set', {
        provider: this.#settings.name,
        key,
        option: 'stamp',
      });
    }
    const present = this.store.peek(key);
    if (present?.stamp !== undefined && present.stamp > draft.stamp) return false;
    this.store.put(key, draft);
    return true;
  }

  /** @returns Was there one? */
  delete(key: string): boolean {
    checkKey(key, this.#settings.name);
    const existed = this.store.delete(key);
    if (existed) this.#recorder.deletes += 1;
    return existed;
  }

  /** @returns How many there were. */
  deleteMany(keys: Iterable<string>): number {
    let deleted = 0;
    runBatch(
      this.#settings.name,
      listKeys(keys, { provider: this.#settings.name }),
      (key) => key,
      (key) => {
        if (this.delete(key)) deleted += 1;
      },
    );
    return deleted;
  }

  #miss(key: string): void {
    checkKey(key, this.#settings.name);
    this.#recorder.misses += 1;
  }

  #draft(key: string, value: unknown, options: EntryOptions | undefined, defaults: EntrySettings): EntryDraft {
    const place = { provider: this.#settings.name, key };
    checkKey(key, place.provider);
    return draftEntry(key, value, readEntryOptions(options, defaults, place), this.#settings.maxEntryBytes, place);
  }
}
