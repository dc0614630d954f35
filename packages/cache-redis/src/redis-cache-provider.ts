/// <reference lib="esnext.disposable" preserve="true" />
import type {
  BatchEntry,
  CacheEntry,
  CacheProvider,
  CallOptions,
  ProviderStats,
  SetIfNewerOptions,
  SetOptions,
} from '@modular-agent/cache-contract';
import { StatsRecorder } from '@modular-agent/cache-contract/provider';
import { CallRunner } from './calls/call-runner.ts';
import { Lanes } from './calls/lanes.ts';
import { keySpace } from './keys/key-space.ts';
import { clearEntries } from './operations/clear-entries.ts';
import { countEntries } from './operations/count-entries.ts';
import { deleteEntries, deleteEntry } from './operations/delete-entries.ts';
import { entryExists } from './operations/entry-exists.ts';
import { readEntries } from './operations/read-entries.ts';
import { readEntry } from './operations/read-entry.ts';
import type { Store } from './operations/store.ts';
import { writeEntries } from './operations/write-entries.ts';
import { writeEntry, writeEntryIfNewer } from './operations/write-entry.ts';
import type { RedisCacheProviderOptions } from './options/redis-cache-provider-options.ts';
import { resolveOptions } from './options/resolved-options.ts';

/**
 * Keeps entries in a Redis (or Valkey) server, which many processes can share.
 *
 * Making one connects to nothing: the first call does. While that first attempt is under way calls wait for it, within
 * their time; after a failed or lost connection every call is refused at once with a `CacheUnavailableError`, and the
 * connection comes back by itself. A provider does not keep the process running.
 *
 * Every call ends within `socketTimeout` (or its own `timeout`), at once when its signal is aborted.
 */
export class RedisCacheProvider implements CacheProvider {
  readonly name: string;
  readonly #stats = new StatsRecorder();
  readonly #store: Store;
  readonly #runner: CallRunner;
  readonly #drainTimeout: number;
  #closing: Promise<void> | undefined;

  /** @throws CacheOptionError that names an option which can't be meant. */
  constructor(options: RedisCacheProviderOptions = {}) {
    const resolved = resolveOptions(options);
    this.name = resolved.name;
    this.#drainTimeout = resolved.socketTimeout;
    this.#runner = new CallRunner(resolved.name, resolved.socketTimeout, this.#stats);
    const settings = {
      address: resolved.address,
      connectTimeout: resolved.socketConnectTimeout,
      acquireTimeout: resolved.acquireTimeout,
      pingTimeout: resolved.socketTimeout,
      healthCheckInterval: resolved.healthCheckInterval,
    };
    this.#store = {
      lanes: new Lanes(settings, resolved.retryOnTimeout && resolved.maxConnections > 1),
      keySpace: keySpace(resolved.keyPrefix),
      stats: this.#stats,
      decodes: resolved.decodeResponses,
      defaultTtl: resolved.defaultTtl,
    };
  }

  /** One GET. */
  async get<T = unknown>(key: string, options?: CallOptions): Promise<T | undefined> {
    const entry = await this.#runner.run('get', key, options, (call) => readEntry(this.#store, call, key));
    return entry?.value as T | undefined;
  }

  /** One GET. */
  async getEntry<T = unknown>(key: string, options?: CallOptions): Promise<CacheEntry<T> | undefined> {
    const entry = await this.#runner.run('getEntry', key, options, (call) => readEntry(this.#store, call, key));
    return entry as CacheEntry<T> | undefined;
  }

  /** One SET. */
  set(key: string, value: unknown, options?: SetOptions): Promise<void> {
    return this.#runner.run('set', key, options, (call) => writeEntry(this.#store, call, key, value, options));
  }

  /** One EVALSHA: the server compares the stamps and stores in one step. */
  setIfNewer(key: string, value: unknown, options: SetIfNewerOptions): Promise<boolean> {
    return this.#runner.run('setIfNewer', key, options, (call) =>
      writeEntryIfNewer(this.#store, call, key, value, options),
    );
  }

  /** One UNLINK. */
  delete(key: string, options?: CallOptions): Promise<boolean> {
    return this.#runner.run('delete', key, options, (call) => deleteEntry(this.#store, call, key));
  }

  /** One EXISTS. True also for an entry that can't be read. */
  exists(key: string, options?: CallOptions): Promise<boolean> {
    return this.#runner.run('exists', key, options, (call) => entryExists(this.#store, call, key));
  }

  /** One round trip: an MGET for each 500 keys. */
  async getMany<T = unknown>(keys: Iterable<string>, options?: CallOptions): Promise<Map<string, T>> {
    const entries = await this.#runner.run('getMany', undefined, options, (call) =>
      readEntries(this.#store, call, keys),
    );
    return new Map([...entries].map(([key, { value }]) => [key, value as T]));
  }

  /** One round trip: an MGET for each 500 keys. */
  async getEntries<T = unknown>(keys: Iterable<string>, options?: CallOptions): Promise<Map<string, CacheEntry<T>>> {
    const entries = await this.#runner.run('getEntries', undefined, options, (call) =>
      readEntries(this.#store, call, keys),
    );
    return entries as Map<string, CacheEntry<T>>;
  }

  /** A SET for each entry; one round trip for each 1,000. */
  setMany(entries: Iterable<BatchEntry>, options?: SetOptions): Promise<void> {
    return this.#runner.run('setMany', undefined, options, (call) => writeEntries(this.#store, call, entries, options));
  }

  /** One round trip: an UNLINK for each 500 keys. */
  deleteMany(keys: Iterable<string>, options?: CallOptions): Promise<number> {
    return this.#runner.run('deleteMany', undefined, options, (call) => deleteEntries(this.#store, call, keys));
  }

  /**
   * Deletes every entry under this provider's prefix, and nothing else.
   *
   * Walks the keyspace with SCAN and frees with UNLINK: O(keys in the database), never blocking the server for longer than
   * one step of 1,000 keys. Entries written while it runs may survive. `socketTimeout` bounds each round trip, a `timeout`
   * given here the whole.
   *
   * @throws CacheUnavailableError and others if it can't go on; entries already deleted stay deleted.
   */
  clear(options?: CallOptions): Promise<void> {
    return this.#runner.run('clear', undefined, options, (call) => clearEntries(this.#store, call, options));
  }

  /**
   * How many entries lie under this provider's prefix. SCAN: O(keys in the database), and bounded as `clear`; one may be
   * counted twice while the server resizes its table.
   */
  getSize(options?: CallOptions): Promise<number> {
    return this.#runner.run('getSize', undefined, options, (call) => countEntries(this.#store, call, options));
  }

  /** 0: the server frees expired entries by itself. No round trip. */
  cleanupExpired(options?: CallOptions): Promise<number> {
    return this.#runner.run('cleanupExpired', undefined, options, () => 0);
  }

  /** Counted by this provider since it was made; every call is measured. No round trip. */
  async getStats(options?: CallOptions): Promise<ProviderStats> {
    this.#runner.check(options);
    return this.#stats.snapshot(undefined);
  }

  /**
   * Refuses further calls, waits up to `socketTimeout` for those in flight, and cuts the connections. Idempotent; what is
   * still in flight then rejects with a `CacheClosedError`.
   */
  close(): Promise<void> {
    this.#closing ??= this.#runner.close(this.#drainTimeout).then(() => this.#store.lanes.close());
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
