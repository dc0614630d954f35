/// <reference lib="esnext.disposable" preserve="true" />
import type { CacheEntry, CallOptions } from '@modular-agent/cache-contract';
import type { CacheCore } from './cache-core.ts';
import type { CacheResult } from './cache-result.ts';
import type { Cache, WriteResult } from './cache.ts';
import { callChannels, observed, type CacheOperationName } from './observation/channels.ts';
import type { Scope } from './keys/scope.ts';
import type { AnyLoader, BulkLoader, Loader } from './loader.ts';
import type { CacheExplanation } from './observation/cache-explanation.ts';
import type { CacheStats } from './observation/cache-stats.ts';
import type { CacheBatchEntry, GetOrSetOptions, ReadOptions, WriteOptions } from './options/call-options.ts';
import { Calls } from './calls.ts';

/** A cache, or a namespace of it. */
export class ScopedCache implements Cache {
  readonly name: string;
  readonly #core: CacheCore;
  readonly #scope: Scope;
  readonly #calls: Calls;
  readonly #close: () => Promise<void>;

  constructor(core: CacheCore, scope: Scope, close: () => Promise<void>) {
    this.name = core.parts.settings.name;
    this.#core = core;
    this.#scope = scope;
    this.#calls = new Calls(core, scope);
    this.#close = close;
  }

  get<T = unknown>(key: string, options?: ReadOptions<T>): Promise<T | undefined> {
    const hit = options === undefined && !callChannels.get.hasSubscribers ? this.#hit(key) : undefined;
    if (hit !== undefined) return Promise.resolve(hit.value as T);
    return this.#observed('get', key, () => this.#calls.get(key, options) as Promise<T | undefined>);
  }

  getMany<T = unknown>(keys: Iterable<string>, options?: ReadOptions<T>): Promise<Map<string, T>> {
    return this.#observed('getMany', undefined, () => this.#calls.getMany(keys, options) as Promise<Map<string, T>>);
  }

  exists(key: string, options?: ReadOptions<unknown>): Promise<boolean> {
    return this.#observed('exists', key, async () => (await this.#calls.get(key, options)) !== undefined);
  }

  getOrSet<T>(key: string, loader: Loader<T>, options?: GetOrSetOptions<T>): Promise<T> {
    const hit = callChannels.getOrSet.hasSubscribers ? undefined : this.#hit(key, loader, options);
    if (hit !== undefined) return Promise.resolve(hit.value as T);
    return this.#observed('getOrSet', key, () => this.#calls.getOrSet(key, loader, options) as Promise<T>);
  }

  getOrSetEntry<T>(key: string, loader: Loader<T>, options?: GetOrSetOptions<T>): Promise<CacheResult<T>> {
    return this.#observed(
      'getOrSetEntry',
      key,
      () => this.#calls.getOrSetEntry(key, loader, options) as Promise<CacheResult<T>>,
    );
  }

  getOrSetMany<T>(
    keys: Iterable<string>,
    loader: BulkLoader<T>,
    options?: GetOrSetOptions<T>,
  ): Promise<Map<string, T>> {
    return this.#observed(
      'getOrSetMany',
      undefined,
      () => this.#calls.getOrSetMany(keys, loader, options) as Promise<Map<string, T>>,
    );
  }

  set(key: string, value: unknown, options?: WriteOptions): Promise<WriteResult> {
    return this.#observed('set', key, () => this.#calls.set(key, value, options));
  }

  setMany(entries: Iterable<CacheBatchEntry>, options?: WriteOptions): Promise<WriteResult> {
    return this.#observed('setMany', undefined, () => this.#calls.setMany(entries, options));
  }

  delete(key: string, options?: CallOptions): Promise<WriteResult> {
    return this.#observed('delete', key, () => this.#calls.delete(key, options));
  }

  expire(key: string, options?: CallOptions): Promise<WriteResult> {
    return this.#observed('expire', key, () => this.#calls.expire(key, options));
  }

  invalidateTags(tags: Iterable<string>, options?: CallOptions): Promise<WriteResult> {
    return this.#observed('invalidateTags', undefined, () => this.#calls.invalidateTags(tags, options));
  }

  namespace(name: string): Cache {
    return new ScopedCache(this.#core, this.#scope.namespace(name), async () => {});
  }

  clear(options?: CallOptions): Promise<WriteResult> {
    return this.#observed('clear', undefined, () => this.#calls.clear(options));
  }

  explain(key: string): Promise<CacheExplanation> {
    return this.#observed('explain', key, () => this.#calls.explain(key));
  }

  getStats(): CacheStats {
    return this.#core.stats();
  }

  close(): Promise<void> {
    return this.#close();
  }

  /** A hit that needs no promise. What is wrong with a call is told where it rejects. */
  #hit(key: string, loader?: AnyLoader, options?: GetOrSetOptions<unknown>): CacheEntry | undefined {
    try {
      return options === undefined || isPlain(options) ? this.#calls.hit(key, loader, options) : undefined;
    } catch {
      return undefined;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #observed<T>(operation: CacheOperationName, key: string | undefined, work: () => Promise<T>): Promise<T> {
    return observed(operation, this.name, key, work);
  }
}

/** Do the options leave it open where a fresh value comes from, and how old it is? */
function isPlain(options: GetOrSetOptions<unknown>): boolean {
  return (
    options.forceRefresh !== true &&
    options.maxAge === undefined &&
    options.tiers === undefined &&
    options.schema === undefined &&
    options.signal?.aborted !== true
  );
}
