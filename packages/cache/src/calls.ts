import { CacheError, type CacheEntry, type CallOptions } from '@modular-agent/cache-contract';
import { listEntries, listKeys, takeSnapshot } from '@modular-agent/cache-contract/provider';
import type { CacheCore } from './cache-core.ts';
import type { CacheResult } from './cache-result.ts';
import type { WriteResult } from './cache.ts';
import { ageOf } from './entries/entry-record.ts';
import type { NearMetadata } from './entries/near-record.ts';
import type { Answer } from './flights/answer.ts';
import { loadMany } from './flights/load-many.ts';
import type { Scope } from './keys/scope.ts';
import type { CacheExplanation } from './observation/cache-explanation.ts';
import { Loads } from './loads.ts';
import type { AnyLoader, BulkLoader } from './loader.ts';
import type { CacheBatchEntry, GetOrSetOptions, ReadOptions, WriteOptions } from './options/call-options.ts';
import { CallReader, type ReadCallPlan } from './options/read-call-options.ts';
import { readTags } from './options/read-tags.ts';
import { matches } from './reads/matches.ts';
import { explain } from './reads/explain.ts';
import { Reader } from './reads/reader.ts';
import { Budget } from './tiers/budget.ts';
import { complain } from './tiers/complain.ts';
import type { Found } from './tiers/shared-tiers.ts';
import { resultOf, Writer, type WriteOrder } from './writes/writer.ts';
import { bounded } from './bounded.ts';

/** The calls of a cache in one scope: options are read, then reads, loads and writes are put together. */
export class Calls {
  readonly #core: CacheCore;
  readonly #scope: Scope;
  readonly #options: CallReader;
  readonly #reader: Reader;
  readonly #loads: Loads;
  readonly #writer: Writer;
  readonly #refreshAhead: number;

  constructor(core: CacheCore, scope: Scope) {
    const { settings, near, shared } = core.parts;
    this.#core = core;
    this.#scope = scope;
    this.#options = new CallReader(settings, [...new Set([...(near ? [near.name] : []), ...shared.names])]);
    this.#reader = new Reader(core.parts);
    this.#loads = new Loads(core, scope, this.#reader);
    this.#writer = new Writer(core);
    this.#refreshAhead = settings.refreshAhead;
  }

  /**
   * A fresh entry of this process's memory, if nothing has to be asked first. The way that most calls take: it does as little
   * as it can.
   */
  hit(key: string, loader?: AnyLoader, options?: GetOrSetOptions<unknown>): CacheEntry | undefined {
    const { near, counts } = this.#core.parts;
    if (near === undefined || typeof key !== 'string' || !this.#core.isOpen) return undefined;
    const entry = near.peek(this.#scope.keyOf(key));
    if (entry === undefined) return undefined;
    const metadata = entry.metadata as NearMetadata;
    const { c: createdAt, t: ttl = Infinity } = metadata;
    const age = Date.now() - createdAt;
    if (age >= ttl || !near.isTrusted(metadata) || !near.isValid(metadata, this.#scope)) return undefined;
    if (loader !== undefined && age >= this.#refreshAhead * ttl)
      this.#loads.refresh(key, loader, this.#options.load(options));
    counts.nearHits += 1;
    return entry;
  }

  async get(key: string, options: ReadOptions<unknown> | undefined): Promise<unknown> {
    const plan = this.#options.read(options);
    const name = this.#enter(key);
    const budget = this.#budget();
    const found = await this.#bounded(plan, key, this.#reader.find(name, this.#readPlan(plan), budget));
    if (found === undefined) complain(this.#core.parts.settings, budget);
    return found !== undefined && (await matches(found.value, plan.schema)) ? valueOf(found) : undefined;
  }

  async getMany(keys: Iterable<string>, options: ReadOptions<unknown> | undefined): Promise<Map<string, unknown>> {
    const plan = this.#options.read(options);
    const names = this.#enterMany(keys);
    const budget = this.#budget();
    const found = await this.#bounded(
      plan,
      undefined,
      this.#reader.findMany([...names.values()], this.#readPlan(plan), budget),
    );
    if (found.size < names.size) complain(this.#core.parts.settings, budget);
    const values = new Map<string, unknown>();
    for (const [key, name] of names) {
      const entry = found.get(name);
      if (entry !== undefined && (await matches(entry.value, plan.schema))) values.set(key, valueOf(entry));
    }
    return values;
  }

  async getOrSet(key: string, loader: AnyLoader, options: GetOrSetOptions<unknown> | undefined): Promise<unknown> {
    return (await this.#loads.load(key, loader, this.#options.load(options)))?.value?.read();
  }

  async getOrSetEntry(
    key: string,
    loader: AnyLoader,
    options: GetOrSetOptions<unknown> | undefined,
  ): Promise<CacheResult<unknown>> {
    return resultOfAnswer(await this.#loads.load(key, loader, this.#options.load(options)));
  }

  async getOrSetMany(
    keys: Iterable<string>,
    loader: BulkLoader<unknown>,
    options: GetOrSetOptions<unknown> | undefined,
  ): Promise<Map<string, unknown>> {
    const plan = this.#options.load(options);
    const all = [...this.#enterMany(keys).keys()];
    return await loadMany(all, loader, (key, each, onWait) => this.#loads.load(key, each, plan, onWait));
  }

  async explain(key: string): Promise<CacheExplanation> {
    this.#core.enter(key);
    return await explain(this.#core.parts, this.#scope, key, (name) => this.#core.isLoading(name));
  }

  async set(key: string, value: unknown, options: WriteOptions | undefined): Promise<WriteResult> {
    const plan = this.#options.write(options);
    const { ttl, grace, tags } = plan;
    const order = { key, name: this.#enter(key), value, ttl, grace, tags };
    return await this.#write(plan, key, (budget) => this.#writer.set(order, budget, plan.among));
  }

  async setMany(entries: Iterable<CacheBatchEntry>, options: WriteOptions | undefined): Promise<WriteResult> {
    const plan = this.#options.write(options);
    const orders = new Map<string, WriteOrder>();
    const refused = new Map<string, CacheError>();
    this.#core.enter();
    for (const [key, value, own] of listEntries(entries) as CacheBatchEntry[]) {
      const { ttl, grace, tags } = own === undefined ? plan : this.#options.write({ ...options, ...own });
      try {
        orders.set(key, { key, name: this.#scope.keyOf(key), value, ttl, grace, tags });
      } catch (error) {
        if (!CacheError.isInstance(error)) throw error;
        refused.set(key, error);
      }
    }
    return await this.#write(plan, undefined, (budget) =>
      this.#writer.setMany([...orders.values()], refused, budget, plan.among),
    );
  }

  async delete(key: string, options: CallOptions | undefined): Promise<WriteResult> {
    const plan = this.#options.call(options);
    const name = this.#enter(key);
    return await this.#write(plan, key, (budget) => this.#writer.delete(name, budget));
  }

  async expire(key: string, options: CallOptions | undefined): Promise<WriteResult> {
    const plan = this.#options.call(options);
    const name = this.#enter(key);
    return await this.#write(plan, key, (budget) => this.#writer.expire(name, this.#scope, budget));
  }

  async invalidateTags(tags: Iterable<string>, options: CallOptions | undefined): Promise<WriteResult> {
    const plan = this.#options.call(options);
    const names = readTags(tags).map((tag) => this.#scope.tagOf(tag));
    this.#core.enter();
    if (names.length === 0) return resultOf([]);
    return await this.#write(plan, undefined, (budget) => this.#writer.invalidate(names, budget));
  }

  async clear(options: CallOptions | undefined): Promise<WriteResult> {
    const plan = this.#options.call(options);
    this.#core.enter();
    return await this.#write(plan, undefined, (budget) => this.#writer.invalidate([this.#scope.clearing], budget));
  }

  async #write(
    plan: { readonly signal: AbortSignal | undefined; readonly timeout: number },
    key: string | undefined,
    write: (budget: Budget) => Promise<readonly string[]>,
  ): Promise<WriteResult> {
    const budget = this.#budget();
    const pending = await this.#bounded(plan, key, write(budget));
    if (pending.length > 0) complain(this.#core.parts.settings, budget);
    return resultOf(pending);
  }

  #readPlan({ maxAge, among }: ReadCallPlan): { scope: Scope; maxAge: number; among: ReadonlySet<string> | undefined } {
    return { scope: this.#scope, maxAge, among };
  }

  #budget(): Budget {
    return new Budget(this.#core.parts.settings.tierTimeout);
  }

  #bounded<T>(
    { signal, timeout }: { readonly signal: AbortSignal | undefined; readonly timeout: number },
    key: string | undefined,
    work: Promise<T>,
  ): Promise<T> {
    const { name: cache } = this.#core.parts.settings;
    return signal === undefined && timeout === Infinity ? work : bounded(work, { cache, key, signal, timeout });
  }

  #enter(key: string): string {
    this.#core.enter(key);
    return this.#scope.keyOf(key);
  }

  /** Names by keys, each once. */
  #enterMany(keys: Iterable<string>): ReadonlyMap<string, string> {
    this.#core.enter();
    return new Map(listKeys(keys).map((key) => [key, this.#scope.keyOf(key)]));
  }
}

/** A snapshot of what a tier gave. */
function valueOf({ value }: Found): unknown {
  return takeSnapshot(value, {}).read();
}

function resultOfAnswer(answer: Answer | undefined): CacheResult<unknown> {
  const { record, source = 'none', staleReason } = answer ?? {};
  const age = record === undefined ? 0 : ageOf(record, Date.now());
  return Object.freeze({
    value: answer?.value?.read(),
    source,
    age,
    remainingTtl: record === undefined ? 0 : Math.max(0, record.ttl - age),
    isStale: staleReason !== undefined,
    staleReason,
    tags: record?.tags ?? [],
  });
}
