/// <reference lib="esnext.disposable" preserve="true" />
import { CacheError, type CallOptions } from '@modular-agent/cache-contract';
import { listEntries, listKeys } from '@modular-agent/cache-contract/provider';
import type { CacheContext } from './cache-context.ts';
import type { CacheLife } from './cache-life.ts';
import { cacheResultOf, type CacheResult } from './cache-result.ts';
import type { Cache, FlushResult, WriteResult } from './cache.ts';
import { withinCallersLimits } from './caller-limits.ts';
import type { Namespace } from './entries/namespace.ts';
import type { AnyLoader, BulkLoader, Loader } from './loader.ts';
import { Loads } from './loads/loads.ts';
import { valueOfResult, type LoadResult } from './in-flight/load-result.ts';
import type { CacheBatchEntry, GetOrSetOptions, ReadOptions, WriteOptions } from './options/call-options.ts';
import { matchesSchema } from './options/matches-schema.ts';
import { CallReader, type CallPlan } from './options/read-call-options.ts';
import { readTags } from './options/read-tags.ts';
import { Reads } from './reads/reads.ts';
import type { CacheExplanation } from './stats/cache-explanation.ts';
import type { CacheStats } from './stats/cache-stats.ts';
import { isTraced, traced, type CacheCallEvent, type CacheOperationName } from './stats/channels.ts';
import { explain } from './reads/explain.ts';
import { QuickCalls } from './quick-calls.ts';
import { Removals } from './writes/removals.ts';
import { SetWriter, type SetOrder } from './writes/set-writer.ts';
import { TierWrites } from './writes/tier-writes.ts';

/** A cache, or a namespace of it: reads the options of calls and hands them on. */
export class NamespacedCache implements Cache {
  readonly name: string;
  readonly #life: CacheLife;
  readonly #context: CacheContext;
  readonly #namespace: Namespace;
  readonly #close: () => Promise<void>;
  readonly #options: CallReader;
  readonly #reads: Reads;
  readonly #loads: Loads;
  readonly #quick: QuickCalls;
  readonly #sets: SetWriter;
  readonly #removals: Removals;

  constructor(life: CacheLife, namespace: Namespace, close: () => Promise<void>) {
    const { context } = life;
    const { settings, outbox, writing, local, tiers } = context;
    this.name = settings.name;
    this.#life = life;
    this.#context = context;
    this.#namespace = namespace;
    this.#close = close;
    this.#options = new CallReader(settings, [...new Set([...(local ? [local.name] : []), ...tiers.names])]);
    this.#reads = new Reads(context);
    this.#loads = new Loads(context, this.#reads);
    this.#quick = new QuickCalls({ life, namespace, options: this.#options, reads: this.#reads, loads: this.#loads });
    const writes = new TierWrites(outbox, writing);
    this.#sets = new SetWriter(context, writes);
    this.#removals = new Removals(context, writes);
  }

  get<T = unknown>(key: string, options?: ReadOptions<T>): Promise<T | undefined> {
    if (options === undefined && !isTraced('get')) return this.#quick.get(key) as Promise<T | undefined>;
    return this.#traced('get', key, (event) => this.#get(key, options, event) as Promise<T | undefined>);
  }

  getMany<T = unknown>(keys: Iterable<string>, options?: ReadOptions<T>): Promise<Map<string, T>> {
    return this.#traced('getMany', undefined, () => this.#getMany(keys, options) as Promise<Map<string, T>>);
  }

  exists(key: string, options?: ReadOptions<unknown>): Promise<boolean> {
    return this.#traced('exists', key, async (event) => (await this.#get(key, options, event)) !== undefined);
  }

  getOrSet<T>(key: string, loader: Loader<T>, options?: GetOrSetOptions<T>): Promise<T> {
    if (!isTraced('getOrSet')) return this.#quick.getOrSet(key, loader, options) as Promise<T>;
    return this.#traced('getOrSet', key, async (event) => {
      const result = await this.#load(key, loader, options, event);
      return valueOfResult(result) as T;
    });
  }

  getOrSetEntry<T>(key: string, loader: Loader<T>, options?: GetOrSetOptions<T>): Promise<CacheResult<T>> {
    return this.#traced('getOrSetEntry', key, async (event) =>
      cacheResultOf(await this.#load(key, loader, options, event), this.#context.tiers.now()),
    ) as Promise<CacheResult<T>>;
  }

  getOrSetMany<T>(
    keys: Iterable<string>,
    loader: BulkLoader<T>,
    options?: GetOrSetOptions<T>,
  ): Promise<Map<string, T>> {
    return this.#traced('getOrSetMany', undefined, async () => {
      const plan = this.#options.load(options);
      const all = [...this.#namesOf(keys).keys()];
      return (await this.#loads.getMany(all, this.#namespace, loader, plan)) as Map<string, T>;
    });
  }

  set(key: string, value: unknown, options?: WriteOptions): Promise<WriteResult> {
    return this.#traced('set', key, () => this.#set(key, value, options));
  }

  setMany(entries: Iterable<CacheBatchEntry>, options?: WriteOptions): Promise<WriteResult> {
    return this.#traced('setMany', undefined, async () => {
      const plan = this.#options.write(options);
      const orders = new Map<string, SetOrder>();
      const refused = new Map<string, CacheError>();
      this.#life.assertOpen();
      for (const [key, value, own] of listEntries(entries) as CacheBatchEntry[]) {
        const { ttl, grace, tags } = own === undefined ? plan : this.#options.write({ ...options, ...own });
        try {
          const name = this.#namespace.keyOf(key);
          orders.set(key, { key, name, namespace: this.#namespace, value, ttl, grace, tags });
        } catch (error) {
          if (!CacheError.isInstance(error)) throw error;
          refused.set(key, error);
        }
      }
      return await this.#written(plan, undefined, this.#sets.setMany([...orders.values()], refused, plan.among));
    });
  }

  delete(key: string, options?: CallOptions): Promise<WriteResult> {
    return this.#traced('delete', key, async () => {
      const plan = this.#options.call(options);
      return await this.#written(plan, key, this.#removals.delete(this.#nameOf(key)));
    });
  }

  expire(key: string, options?: CallOptions): Promise<WriteResult> {
    return this.#traced('expire', key, async () => {
      const plan = this.#options.call(options);
      return await this.#written(plan, key, this.#removals.expire(this.#nameOf(key), this.#namespace));
    });
  }

  invalidateTags(tags: Iterable<string>, options?: CallOptions): Promise<WriteResult> {
    return this.#traced('invalidateTags', undefined, async () => {
      const plan = this.#options.call(options);
      const names = readTags(tags).map((tag) => this.#namespace.tagOf(tag));
      this.#life.assertOpen();
      return await this.#written(plan, undefined, this.#removals.invalidate(names));
    });
  }

  namespace(name: string): Cache {
    return new NamespacedCache(this.#life, this.#namespace.namespace(name), async () => {});
  }

  clear(options?: CallOptions): Promise<WriteResult> {
    return this.#traced('clear', undefined, async () => {
      const plan = this.#options.call(options);
      this.#life.assertOpen();
      return await this.#written(plan, undefined, this.#removals.invalidate([this.#namespace.clearTag]));
    });
  }

  explain(key: string): Promise<CacheExplanation> {
    return this.#traced('explain', key, async () => {
      this.#life.assertOpen(key);
      return await explain(this.#context, this.#namespace, key);
    });
  }

  getStats(): CacheStats {
    return this.#life.stats();
  }

  flush(): Promise<FlushResult> {
    return this.#context.queue.flush();
  }

  close(): Promise<void> {
    return this.#close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #set(key: string, value: unknown, options: WriteOptions | undefined): Promise<WriteResult> {
    try {
      const plan = this.#options.write(options);
      const { ttl, grace, tags } = plan;
      const order = { key, name: this.#nameOf(key), namespace: this.#namespace, value, ttl, grace, tags };
      return this.#written(plan, key, this.#sets.set(order, plan.among));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  async #get(
    key: string,
    options: ReadOptions<unknown> | undefined,
    event: CacheCallEvent | undefined,
  ): Promise<unknown> {
    const plan = this.#options.read(options);
    const { signal, timeout, schema } = plan;
    const reading = this.#reads.find(this.#nameOf(key), this.#namespace, plan, (hit) => hit);
    const hasLimits = signal !== undefined || timeout < Infinity;
    const limits = { cache: this.name, key, signal, timeout };
    const found = hasLimits ? await withinCallersLimits(reading, limits) : await reading;
    if (found === undefined || (schema !== undefined && !(await matchesSchema(found.value.read(), schema))))
      return undefined;
    if (event !== undefined) event.source = found.source;
    return found.value.read();
  }

  async #getMany(keys: Iterable<string>, options: ReadOptions<unknown> | undefined): Promise<Map<string, unknown>> {
    const { signal, timeout, maxAge, among, schema } = this.#options.read(options);
    const names = this.#namesOf(keys);
    const limits = { cache: this.name, key: undefined, signal, timeout };
    const reading = this.#reads.findMany([...names.values()], this.#namespace, { maxAge, among });
    const found = await withinCallersLimits(reading, limits);
    const values = new Map<string, unknown>();
    for (const [key, name] of names) {
      const hit = found.get(name);
      if (hit === undefined || (schema !== undefined && !(await matchesSchema(hit.value.read(), schema)))) continue;
      values.set(key, hit.value.read());
    }
    return values;
  }

  async #load(
    key: string,
    loader: AnyLoader,
    options: GetOrSetOptions<unknown> | undefined,
    event: CacheCallEvent | undefined,
  ): Promise<LoadResult | undefined> {
    const plan = this.#options.load(options);
    this.#life.assertOpen(key);
    const result = await this.#loads.get(key, this.#namespace, loader, plan);
    if (event !== undefined && result !== undefined) {
      event.source = result.source;
      event.isStale = result.staleReason !== undefined;
    }
    return result;
  }

  #written(
    { signal, timeout }: CallPlan,
    key: string | undefined,
    write: Promise<readonly string[]>,
  ): Promise<WriteResult> {
    if (signal === undefined && timeout === Infinity) return write.then(resultOfWrite);
    return withinCallersLimits(write, { cache: this.name, key, signal, timeout }).then(resultOfWrite);
  }

  #nameOf(key: string): string {
    this.#life.assertOpen(key);
    return this.#namespace.keyOf(key);
  }

  /** Names by keys, each once. */
  #namesOf(keys: Iterable<string>): ReadonlyMap<string, string> {
    this.#life.assertOpen();
    const names = new Map<string, string>();
    for (const key of listKeys(keys)) names.set(key, this.#namespace.keyOf(key));
    return names;
  }

  #traced<T>(
    operation: CacheOperationName,
    key: string | undefined,
    work: (event: CacheCallEvent | undefined) => Promise<T>,
  ): Promise<T> {
    return traced(operation, this.name, this.#namespace, key, work);
  }
}

/** The result of a write that every tier received. */
const written: WriteResult = Object.freeze({ pending: Object.freeze([]) });

function resultOfWrite(pending: readonly string[]): WriteResult {
  return pending.length === 0 ? written : Object.freeze({ pending: Object.freeze([...pending]) });
}
