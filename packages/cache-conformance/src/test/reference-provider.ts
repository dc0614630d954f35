import {
  CacheClosedError,
  type BatchEntry,
  type CacheEntry,
  type CacheOperation,
  type CallOptions,
  type Duration,
  type EntryOptions,
  type Milliseconds,
  type ProviderStats,
  type SetIfNewerOptions,
  type SetOptions,
  type Stamp,
  type SyncCacheProvider,
} from '@modular-agent/cache-contract';
import { StatsRecorder, type ErrorPlace } from '@modular-agent/cache-contract/provider';
import { forEachPart } from './for-each-part.ts';
import { referenceRules, type ReferenceRules } from './reference-rules.ts';

/** What providers in one process share: a store and a clock. */
export interface ReferenceWorld {
  now: Milliseconds;
  readonly store: Map<string, StoredEntry>;
}

interface StoredEntry {
  readonly value: unknown;
  readonly metadata: string | undefined;
  readonly stamp: Stamp | undefined;
  readonly expiresAt: Milliseconds;
}

export interface ReferenceOptions {
  readonly name: string;
  readonly world: ReferenceWorld;
  readonly defaultTtl?: Duration | undefined;
  readonly rules?: Partial<ReferenceRules> | undefined;
}

type Work<T> = (place: ErrorPlace) => T;

/** The smallest provider that keeps every promise: a `Map`, copies in and out, a clock that is moved by hand. */
export class ReferenceProvider implements SyncCacheProvider {
  readonly name: string;
  readonly #world: ReferenceWorld;
  readonly #rules: ReferenceRules;
  readonly #defaultTtl: Milliseconds;
  readonly #stats = new StatsRecorder();
  #isClosed = false;

  constructor({ name, world, defaultTtl = '1h', rules }: ReferenceOptions) {
    this.name = name;
    this.#world = world;
    this.#rules = { ...referenceRules, ...rules };
    this.#defaultTtl = this.#rules.readTtl(defaultTtl, { provider: name });
  }

  async get<T>(key: string, options?: CallOptions): Promise<T | undefined> {
    return this.#run('get', key, options, () => this.#read<T>(key)?.value);
  }
  getSync<T>(key: string): T | undefined {
    return this.#run('get', key, {}, () => this.#read<T>(key)?.value);
  }

  async getEntry<T>(key: string, options?: CallOptions): Promise<CacheEntry<T> | undefined> {
    return this.#run('getEntry', key, options, () => this.#read<T>(key));
  }
  getEntrySync<T>(key: string): CacheEntry<T> | undefined {
    return this.#run('getEntry', key, {}, () => this.#read<T>(key));
  }

  async set(key: string, value: unknown, options?: SetOptions): Promise<void> {
    this.#run('set', key, options, (place) => this.#write(place, key, value, options));
  }
  setSync(key: string, value: unknown, options?: EntryOptions): void {
    this.#run('set', key, {}, (place) => this.#write(place, key, value, options));
  }

  async setIfNewer(key: string, value: unknown, options: SetIfNewerOptions): Promise<boolean> {
    return this.#run('setIfNewer', key, options, (place) => this.#writeIfNewer(place, key, value, options));
  }
  setIfNewerSync(key: string, value: unknown, options: SetIfNewerOptions): boolean {
    return this.#run('setIfNewer', key, {}, (place) => this.#writeIfNewer(place, key, value, options));
  }

  async delete(key: string, options?: CallOptions): Promise<boolean> {
    return this.#run('delete', key, options, () => this.#remove(key));
  }
  deleteSync(key: string): boolean {
    return this.#run('delete', key, {}, () => this.#remove(key));
  }

  async exists(key: string, options?: CallOptions): Promise<boolean> {
    return this.#run('exists', key, options, () => this.#find(key) !== undefined);
  }
  existsSync(key: string): boolean {
    return this.#run('exists', key, {}, () => this.#find(key) !== undefined);
  }

  async getMany<T>(keys: Iterable<string>, options?: CallOptions): Promise<Map<string, T>> {
    return this.#run('getMany', undefined, options, () => this.#readAll(keys, (entry) => entry.value as T));
  }
  getManySync<T>(keys: Iterable<string>): Map<string, T> {
    return this.#run('getMany', undefined, {}, () => this.#readAll(keys, (entry) => entry.value as T));
  }

  async getEntries<T>(keys: Iterable<string>, options?: CallOptions): Promise<Map<string, CacheEntry<T>>> {
    return this.#run('getEntries', undefined, options, () => this.#readAll(keys, (entry) => entry as CacheEntry<T>));
  }
  getEntriesSync<T>(keys: Iterable<string>): Map<string, CacheEntry<T>> {
    return this.#run('getEntries', undefined, {}, () => this.#readAll(keys, (entry) => entry as CacheEntry<T>));
  }

  async setMany(entries: Iterable<BatchEntry>, options?: SetOptions): Promise<void> {
    this.#run('setMany', undefined, options, () => this.#writeAll(entries, options));
  }
  setManySync(entries: Iterable<BatchEntry>, options?: EntryOptions): void {
    this.#run('setMany', undefined, {}, () => this.#writeAll(entries, options));
  }

  async deleteMany(keys: Iterable<string>, options?: CallOptions): Promise<number> {
    return this.#run('deleteMany', undefined, options, () => this.#removeAll(keys));
  }
  deleteManySync(keys: Iterable<string>): number {
    return this.#run('deleteMany', undefined, {}, () => this.#removeAll(keys));
  }

  async clear(options?: CallOptions): Promise<void> {
    this.#run('clear', undefined, options, () => this.#clear());
  }
  clearSync(): void {
    this.#run('clear', undefined, {}, () => this.#clear());
  }

  async getSize(options?: CallOptions): Promise<number> {
    return this.#run('getSize', undefined, options, () => this.#live().length);
  }
  getSizeSync(): number {
    return this.#run('getSize', undefined, {}, () => this.#live().length);
  }

  async cleanupExpired(options?: CallOptions): Promise<number> {
    return this.#run('cleanupExpired', undefined, options, () => this.#cleanup());
  }
  cleanupExpiredSync(): number {
    return this.#run('cleanupExpired', undefined, {}, () => this.#cleanup());
  }

  async getStats(options?: CallOptions): Promise<ProviderStats> {
    return this.#run(undefined, undefined, options, () => this.#stats.snapshot(this.#live().length));
  }
  getStatsSync(): ProviderStats {
    return this.#run(undefined, undefined, {}, () => this.#stats.snapshot(this.#live().length));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
  }
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #run<T>(
    operation: CacheOperation | undefined,
    key: string | undefined,
    options: CallOptions | undefined,
    work: Work<T>,
  ): T {
    const place = { provider: this.name, key: typeof key === 'string' ? key : undefined };
    const started = performance.now();
    try {
      if (this.#isClosed) throw new CacheClosedError(`${this.name} is closed`, place);
      this.#rules.checkSignal(options, place);
      this.#rules.checkTimeout(options, place);
      const result = work(place);
      if (operation !== undefined) this.#stats.record(operation, performance.now() - started);
      return result;
    } catch (error) {
      this.#stats.errors += 1;
      throw error;
    }
  }

  #storeKey(key: string): string {
    this.#rules.checkKey(key, this.name);
    return this.#rules.storeKey(this.name, key);
  }

  #find(key: string): StoredEntry | undefined {
    const storeKey = this.#storeKey(key);
    const entry = this.#world.store.get(storeKey);
    if (entry === undefined || !this.#rules.isExpired(entry.expiresAt, this.#world.now)) return entry;
    this.#world.store.delete(storeKey);
    this.#stats.expirations += 1;
    return undefined;
  }

  #read<T>(key: string): CacheEntry<T> | undefined {
    const entry = this.#find(key);
    if (entry === undefined) {
      this.#stats.misses += 1;
      return undefined;
    }
    this.#stats.hits += 1;
    return {
      value: this.#rules.copyOut(entry.value) as T,
      metadata: entry.metadata === undefined ? undefined : this.#rules.decodeMetadata(entry.metadata),
      stamp: entry.stamp,
    };
  }

  #readAll<T>(keys: Iterable<string>, pick: (entry: CacheEntry) => T): Map<string, T> {
    const wanted = new Set(this.#rules.listKeys(keys, { provider: this.name }));
    for (const key of wanted) this.#rules.checkKey(key, this.name);
    const found = new Map<string, T>();
    for (const key of wanted) {
      const entry = this.#read(key);
      if (entry !== undefined) found.set(key, pick(entry));
    }
    return found;
  }

  #write(place: ErrorPlace, key: string, value: unknown, options: EntryOptions = {}): void {
    const storeKey = this.#storeKey(key);
    this.#rules.checkOptions(options, place);
    this.#rules.checkValue(value, place);
    this.#rules.checkStamp(options.stamp, place);
    const ttl = options.ttl === undefined ? this.#defaultTtl : this.#rules.readTtl(options.ttl, place);
    const metadata = this.#rules.encodeMetadata(options.metadata, place);
    const expiresAt = this.#world.now + ttl;
    this.#world.store.set(storeKey, { value: this.#rules.copyIn(value), metadata, stamp: options.stamp, expiresAt });
    this.#stats.sets += 1;
  }

  #writeIfNewer(place: ErrorPlace, key: string, value: unknown, options: SetIfNewerOptions): boolean {
    this.#rules.checkStamp(options.stamp, place);
    const present = this.#find(key);
    if (present !== undefined && this.#rules.isRefused(present.stamp, options.stamp)) return false;
    this.#write(place, key, value, options);
    return true;
  }

  #writeAll(entries: Iterable<BatchEntry>, shared: EntryOptions = {}): void {
    forEachPart(
      this.name,
      this.#rules.listEntries(entries, { provider: this.name }),
      ([key]) => key,
      (place, [key, value, own = {}]) => {
        this.#write(place, key, value, {
          ttl: own.ttl ?? shared.ttl,
          metadata: own.metadata ?? shared.metadata,
          stamp: own.stamp ?? shared.stamp,
        });
      },
    );
  }

  #remove(key: string): boolean {
    if (this.#find(key) === undefined) return false;
    this.#stats.deletes += 1;
    return this.#world.store.delete(this.#storeKey(key));
  }

  #removeAll(keys: Iterable<string>): number {
    let removed = 0;
    forEachPart(
      this.name,
      this.#rules.listKeys(keys, { provider: this.name }),
      (key) => key,
      (_, key) => {
        if (this.#remove(key)) removed += 1;
      },
    );
    return removed;
  }

  #own(): readonly (readonly [string, StoredEntry])[] {
    return [...this.#world.store].filter(([storeKey]) => storeKey.startsWith(this.#rules.storeKey(this.name, '')));
  }

  #live(): readonly unknown[] {
    return this.#own().filter(([, { expiresAt }]) => !this.#rules.isExpired(expiresAt, this.#world.now));
  }

  #clear(): void {
    for (const [storeKey] of this.#own()) this.#world.store.delete(storeKey);
  }

  #cleanup(): number {
    const expired = this.#own().filter(([, { expiresAt }]) => this.#rules.isExpired(expiresAt, this.#world.now));
    for (const [storeKey] of expired) this.#world.store.delete(storeKey);
    this.#stats.expirations += expired.length;
    return expired.length;
  }
}
