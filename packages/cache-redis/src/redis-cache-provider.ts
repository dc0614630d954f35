/// <reference lib="esnext.disposable" preserve="true" />
import type {
  BatchEntry,
  CacheEntry,
  CacheProvider,
  CallOptions,
  Coordination,
  EntryStore,
  SetIfNewerOptions,
  SetOptions,
} from '@modular-agent/cache-contract';
import { StatsRecorder } from '@modular-agent/cache-contract/provider';
import { Load } from './calls/load.ts';
import type { Reply } from './wire/reply.ts';
import { keySpace } from './keys/key-space.ts';
import { CallRunner } from './dispatch/call-runner.ts';
import { GatheredReads } from './dispatch/gathered-reads.ts';
import { fromMaster, inOrder } from './dispatch/rerouted-reads.ts';
import { Dispatcher } from './dispatch/dispatcher.ts';
import { CallQueue } from './dispatch/call-queue.ts';
import { CallMetrics } from './metrics/call-metrics.ts';
import type { RedisCacheState } from './connection/redis-cache-state.ts';
import { StateWatch } from './metrics/state-watch.ts';
import type { RedisProviderStats } from './metrics/redis-provider-stats.ts';
import { redisStats } from './metrics/redis-provider-stats.ts';
import { clearEntries } from './walks/clear-entries.ts';
import { countEntries } from './walks/count-entries.ts';
import { deleteEntries, deleteEntry } from './operations/delete-entries.ts';
import { entryExists } from './operations/entry-exists.ts';
import { readEntries } from './operations/read-entries.ts';
import { readReply } from './operations/read-reply.ts';
import type { Store } from './operations/store.ts';
import { writeEntries } from './operations/write-entries.ts';
import { writeEntry } from './operations/write-entry.ts';
import { RedisOperations } from './redis-operations.ts';
import type { RedisCacheProviderOptions } from './options/redis-cache-provider-options.ts';
import { resolveOptions, serverLabel } from './options/resolved-options.ts';
import { setIfNewer } from './atomic/set-if-newer.ts';
import { RedisCoordination } from './coordination/redis-coordination.ts';
import { SubscriptionLine } from './subscriptions/subscription-line.ts';
import { createServers } from './topology/create-servers.ts';

/** More were not faster, at 16 to 500 calls at once (apps/benchmark). */
const mostLanes = 2;

/**
 * Keeps entries in a Redis (or Valkey) server, which many processes can share.
 *
 * Making one connects to nothing: the first call does. While that first attempt is under way calls wait for it, within
 * their time, until one has waited in vain; from then on, and whenever the connection failed or was lost, calls are refused
 * at once with a `CacheUnavailableError`. The connection comes back by itself. A provider does not keep the process running.
 *
 * Every call ends within `socketTimeout` (or its own `timeout`, `queueTimeout` and `transferTimeout`), at once when its
 * signal is aborted.
 */
export class RedisCacheProvider implements CacheProvider {
  readonly name: string;
  readonly keepsTimeouts = true;
  /** What the processes that share the server and the `keyPrefix` need together: versions of tags, messages, leases. */
  readonly coordination: Coordination & { readonly entries: EntryStore };
  /** What Redis can do beyond the contract: counters, conditions, transactions, pipelines, scripts, walks. */
  readonly operations: RedisOperations;
  readonly #stats = new StatsRecorder();
  readonly #metrics = new CallMetrics(this.#stats);
  readonly #load: Load;
  readonly #queue: CallQueue;
  readonly #store: Store;
  readonly #runner: CallRunner;
  readonly #reads: GatheredReads;
  readonly #subscriptions: SubscriptionLine;
  readonly #stateWatch: StateWatch;
  readonly #drainTimeout: number;
  readonly #readEntry = (reply: Reply): CacheEntry | undefined => readReply(this.#store, reply);
  readonly #readValue = (reply: Reply): unknown => readReply(this.#store, reply)?.value;
  #closing: Promise<void> | undefined;

  /** @throws CacheOptionError that names an option which can't be meant. */
  constructor(options: RedisCacheProviderOptions = {}) {
    const resolved = resolveOptions(options);
    const { name, client, socketTimeout } = resolved;
    this.name = name;
    this.#drainTimeout = socketTimeout;
    this.#runner = new CallRunner(name, socketTimeout, this.#metrics);
    this.#load = new Load(resolved);
    const lanes = client === undefined ? Math.min(resolved.maxConnections, mostLanes) : 1;
    const queue = new CallQueue(this.#load);
    this.#queue = queue;
    const { servers, openSubscriber, onMoved } = createServers({
      options: resolved,
      lanes,
      load: this.#load,
      onState: (reason) => {
        this.#stateWatch.update(reason);
        queue.refuse();
      },
    });
    const retriesReads = resolved.retryOnTimeout && lanes > 1;
    const dispatcher = new Dispatcher(servers, this.#load, queue, retriesReads);
    this.#stateWatch = new StateWatch(name, servers);
    this.#store = {
      dispatcher,
      keySpace: keySpace(resolved),
      stats: this.#stats,
      format: resolved.format,
      defaultTtl: resolved.defaultTtl,
    };
    this.#reads = new GatheredReads(dispatcher, this.#store.keySpace, this.#runner);
    this.#subscriptions = new SubscriptionLine({
      server: serverLabel(resolved),
      open: openSubscriber,
      silenceTimeout: socketTimeout,
      healthCheckInterval: resolved.healthCheckInterval,
    });
    const ordered = { ...this.#store, dispatcher: new Dispatcher(inOrder(servers), this.#load, queue, false) };
    const masters =
      resolved.readFrom === 'master'
        ? this.#store
        : { ...this.#store, dispatcher: new Dispatcher(fromMaster(servers), this.#load, queue, retriesReads) };
    onMoved.add(() => this.#subscriptions.move('another server tells messages now'));
    this.operations = new RedisOperations(this.#store, ordered, this.#runner);
    this.coordination = new RedisCoordination({
      store: this.#store,
      inOrder: ordered,
      masters,
      reads:
        masters === this.#store
          ? this.#reads
          : new GatheredReads(masters.dispatcher, this.#store.keySpace, this.#runner),
      line: this.#subscriptions,
      runner: this.#runner,
    });
  }

  /** Where it stands. Changes are published on the diagnostics channel `modular-agent:cache-redis:state`. */
  get state(): RedisCacheState {
    return this.#stateWatch.state;
  }

  /** One GET; with others of the same tick one MGET for each 64. */
  get<T = unknown>(key: string, options?: CallOptions): Promise<T | undefined> {
    const value = this.#runner.runOne('get', key, options, (call) => this.#reads.read(call, key, this.#readValue));
    return value as Promise<T | undefined>;
  }

  /** As `get`. */
  getEntry<T = unknown>(key: string, options?: CallOptions): Promise<CacheEntry<T> | undefined> {
    const entry = this.#runner.runOne('getEntry', key, options, (call) => this.#reads.read(call, key, this.#readEntry));
    return entry as Promise<CacheEntry<T> | undefined>;
  }

  /** One SET. */
  set(key: string, value: unknown, options?: SetOptions): Promise<void> {
    return this.#runner.runOne('set', key, options, (call) =>
      writeEntry(this.#store, call, key, value, options, this.#runner),
    );
  }

  /** One EVALSHA: the server compares the stamps and stores in one step. */
  setIfNewer(key: string, value: unknown, options: SetIfNewerOptions): Promise<boolean> {
    return this.#runner.run('setIfNewer', key, options, (call) => setIfNewer(this.#store, call, key, value, options));
  }

  /** One UNLINK. */
  delete(key: string, options?: CallOptions): Promise<boolean> {
    return this.#runner.runOne('delete', key, options, (call) => deleteEntry(this.#store, call, key, this.#runner));
  }

  /** One EXISTS. True also for an entry that can't be read. */
  exists(key: string, options?: CallOptions): Promise<boolean> {
    return this.#runner.runOne('exists', key, options, (call) => entryExists(this.#store, call, key, this.#runner));
  }

  /** An MGET for each 500 keys, four at a time. */
  async getMany<T = unknown>(keys: Iterable<string>, options?: CallOptions): Promise<Map<string, T>> {
    const values = await this.#runner.run('getMany', undefined, options, (call) =>
      readEntries(this.#store, call, keys, this.#readValue),
    );
    return values as Map<string, T>;
  }

  /** An MGET for each 500 keys, four at a time. */
  async getEntries<T = unknown>(keys: Iterable<string>, options?: CallOptions): Promise<Map<string, CacheEntry<T>>> {
    const entries = await this.#runner.run('getEntries', undefined, options, (call) =>
      readEntries(this.#store, call, keys, this.#readEntry),
    );
    return entries as Map<string, CacheEntry<T>>;
  }

  /**
   * A SET for each entry; one round trip for each 1,000, or 8 MiB. Values beyond the first of these are read when their turn
   * comes: leave them as they are until this has resolved.
   */
  setMany(entries: Iterable<BatchEntry>, options?: SetOptions): Promise<void> {
    return this.#runner.run('setMany', undefined, options, (call) => writeEntries(this.#store, call, entries, options));
  }

  /** An UNLINK for each 500 keys, four at a time. */
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
  async getStats(options?: CallOptions): Promise<RedisProviderStats> {
    this.#runner.check(options);
    return redisStats({
      stats: this.#stats,
      metrics: this.#metrics,
      load: this.#load,
      queue: this.#queue,
      nodes: this.#store.dispatcher.servers.nodes,
      subscriptions: this.#subscriptions,
      state: this.state,
    });
  }

  /**
   * Refuses further calls, waits up to `socketTimeout` for those in flight, and cuts the connections; subscriptions end.
   * Idempotent; what is still in flight then rejects with a `CacheClosedError`.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#runner.close(this.#drainTimeout);
    this.#store.dispatcher.close();
    this.#subscriptions.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
