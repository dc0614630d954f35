/// <reference lib="esnext.disposable" preserve="true" />
import {
  type BatchEntry,
  type CacheEntry,
  type CallOptions,
  type Coordination,
  type EntryOptions,
  type ProviderStats,
  type SetIfNewerOptions,
  type SetOptions,
  type SyncCacheProvider,
} from '@modular-agent/cache-contract';
import { Snapshot, StatsRecorder } from '@modular-agent/cache-contract/provider';
import { CallGate } from './calls/call-gate.ts';
import type { OperationMeter } from './calls/operation-meter.ts';
import { createOperationMeters, type OperationMeters } from './calls/operation-meters.ts';
import { MemoryCoordination } from './coordination/memory-coordination.ts';
import { CheckedEntries } from './entries/checked-entries.ts';
import { readEntry, readValue, type StoredEntry } from './entries/stored-entry.ts';
import { readMemoryCacheOptions, type MemoryCacheOptions } from './memory-cache-options.ts';

/**
 * Keeps values in this process; the least recently used make room when it is full.
 *
 * Every asynchronous call does its work at once and has a synchronous twin that does the same. `set` copies what it is
 * given, O(size of the value); `get` hands out deeply frozen plain data without a copy, O(1), and a fresh copy of anything
 * that holds a Date, Map, Set, Error, URL, RegExp or bytes. Time is the monotonic clock, `performance.now()`.
 */
export class MemoryCacheProvider implements SyncCacheProvider {
  readonly name: string;
  /** Every call is done at once. */
  readonly keepsTimeouts = true;
  readonly takesSnapshots: (value: unknown) => boolean = (value) => Snapshot.isInstance(value);
  /** Among the caches of this process that share this provider. */
  readonly coordination: Coordination;

  readonly #gate: CallGate;
  readonly #coordination: MemoryCoordination;
  readonly #recorder = new StatsRecorder();
  readonly #meters: OperationMeters = createOperationMeters(this.#recorder);
  readonly #entries: CheckedEntries;
  readonly #sweep: NodeJS.Timeout | undefined;

  /** @throws CacheOptionError if an option can't be meant. */
  constructor(options?: MemoryCacheOptions) {
    const settings = readMemoryCacheOptions(options);
    this.name = settings.name;
    this.#gate = new CallGate(this.name);
    this.#entries = new CheckedEntries(settings, this.#recorder);
    this.#coordination = new MemoryCoordination(this.#gate, this.#entries);
    this.coordination = this.#coordination;
    if (settings.sweepInterval < Infinity) {
      this.#sweep = setInterval(() => this.#entries.store.purge(), settings.sweepInterval).unref();
    }
  }

  getSync<T = unknown>(key: string): T | undefined {
    return this.#read(this.#meters.get, key, readValue) as T | undefined;
  }

  getEntrySync<T = unknown>(key: string): CacheEntry<T> | undefined {
    return this.#read(this.#meters.getEntry, key, readEntry) as CacheEntry<T> | undefined;
  }

  setSync(key: string, value: unknown, options?: EntryOptions): void {
    this.#run(this.#meters.set, key, () => this.#entries.set(key, value, options));
  }

  setIfNewerSync(key: string, value: unknown, options: SetIfNewerOptions): boolean {
    return this.#run(this.#meters.setIfNewer, key, () => this.#entries.setIfNewer(key, value, options));
  }

  deleteSync(key: string): boolean {
    return this.#run(this.#meters.delete, key, () => this.#entries.delete(key));
  }

  existsSync(key: string): boolean {
    return this.#run(this.#meters.exists, key, () => this.#entries.has(key));
  }

  getManySync<T = unknown>(keys: Iterable<string>): Map<string, T> {
    return this.#run(this.#meters.getMany, undefined, () => this.#entries.getMany(keys, readValue) as Map<string, T>);
  }

  getEntriesSync<T = unknown>(keys: Iterable<string>): Map<string, CacheEntry<T>> {
    return this.#run(
      this.#meters.getEntries,
      undefined,
      () => this.#entries.getMany(keys, readEntry) as Map<string, CacheEntry<T>>,
    );
  }

  setManySync(entries: Iterable<BatchEntry>, options?: EntryOptions): void {
    this.#run(this.#meters.setMany, undefined, () => this.#entries.setMany(entries, options));
  }

  deleteManySync(keys: Iterable<string>): number {
    return this.#run(this.#meters.deleteMany, undefined, () => this.#entries.deleteMany(keys));
  }

  clearSync(): void {
    this.#run(this.#meters.clear, undefined, () => this.#entries.store.clear());
  }

  /** How many entries there are. O(1), or O(entries) if one may have expired since: then such are freed first. */
  getSizeSync(): number {
    return this.#run(this.#meters.getSize, undefined, () => this.#entries.store.size());
  }

  cleanupExpiredSync(): number {
    return this.#run(this.#meters.cleanupExpired, undefined, () => this.#entries.store.purge());
  }

  /** What this provider has done; its latencies are sampled. Frees expired entries first, as `getSize` does. */
  getStatsSync(): ProviderStats {
    this.#admit();
    return this.#recorder.snapshot(this.#entries.store.size());
  }

  async get<T = unknown>(key: string, options?: CallOptions): Promise<T | undefined> {
    if (options !== undefined) this.#admit(options, key);
    return this.getSync<T>(key);
  }

  async getEntry<T = unknown>(key: string, options?: CallOptions): Promise<CacheEntry<T> | undefined> {
    if (options !== undefined) this.#admit(options, key);
    return this.getEntrySync<T>(key);
  }

  async set(key: string, value: unknown, options?: SetOptions): Promise<void> {
    if (options !== undefined) this.#admit(options, key);
    this.setSync(key, value, options);
  }

  async setIfNewer(key: string, value: unknown, options: SetIfNewerOptions): Promise<boolean> {
    this.#admit(options, key);
    return this.setIfNewerSync(key, value, options);
  }

  async delete(key: string, options?: CallOptions): Promise<boolean> {
    if (options !== undefined) this.#admit(options, key);
    return this.deleteSync(key);
  }

  async exists(key: string, options?: CallOptions): Promise<boolean> {
    if (options !== undefined) this.#admit(options, key);
    return this.existsSync(key);
  }

  async getMany<T = unknown>(keys: Iterable<string>, options?: CallOptions): Promise<Map<string, T>> {
    this.#admit(options);
    return this.getManySync<T>(keys);
  }

  async getEntries<T = unknown>(keys: Iterable<string>, options?: CallOptions): Promise<Map<string, CacheEntry<T>>> {
    this.#admit(options);
    return this.getEntriesSync<T>(keys);
  }

  async setMany(entries: Iterable<BatchEntry>, options?: SetOptions): Promise<void> {
    this.#admit(options);
    this.setManySync(entries, options);
  }

  async deleteMany(keys: Iterable<string>, options?: CallOptions): Promise<number> {
    this.#admit(options);
    return this.deleteManySync(keys);
  }

  async clear(options?: CallOptions): Promise<void> {
    this.#admit(options);
    this.clearSync();
  }

  async getSize(options?: CallOptions): Promise<number> {
    this.#admit(options);
    return this.getSizeSync();
  }

  async cleanupExpired(options?: CallOptions): Promise<number> {
    this.#admit(options);
    return this.cleanupExpiredSync();
  }

  async getStats(options?: CallOptions): Promise<ProviderStats> {
    this.#admit(options);
    return this.getStatsSync();
  }

  /** Lets go of every entry, lease and listener, and of the sweep timer. Nothing is ever in flight, so it does not wait. */
  async close(): Promise<void> {
    if (!this.#gate.isOpen) return;
    this.#gate.shut();
    clearInterval(this.#sweep);
    this.#entries.store.close();
    this.#coordination.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #admit(options?: CallOptions, key?: string): void {
    try {
      this.#gate.enter(options, key);
    } catch (error) {
      this.#recorder.errors += 1;
      throw error;
    }
  }

  /** The way of a single read: it allocates nothing. */
  #read<T>(meter: OperationMeter, key: string, pick: (entry: StoredEntry) => T): T | undefined {
    const startedAt = meter.start();
    try {
      this.#gate.enter(undefined, key);
      const entry = this.#entries.get(key);
      return entry === undefined ? undefined : pick(entry);
    } catch (error) {
      this.#recorder.errors += 1;
      throw error;
    } finally {
      meter.stop(startedAt);
    }
  }

  #run<T>(meter: OperationMeter, key: string | undefined, work: () => T): T {
    const startedAt = meter.start();
    try {
      this.#gate.enter(undefined, key);
      return work();
    } catch (error) {
      this.#recorder.errors += 1;
      throw error;
    } finally {
      meter.stop(startedAt);
    }
  }
}
