import type { CacheContext } from './cache-context.ts';
import type { CacheLife } from './cache-life.ts';
import type { Namespace } from './entries/namespace.ts';
import { valueOfResult } from './in-flight/load-result.ts';
import type { AnyLoader } from './loader.ts';
import type { Loads } from './loads/loads.ts';
import type { GetOrSetOptions } from './options/call-options.ts';
import { plainRead, type CallReader } from './options/read-call-options.ts';
import type { Reads } from './reads/reads.ts';
import type { LocalEntry } from './tiers/local-tier.ts';
import type { TierHit } from './tiers/pending-reads.ts';

/** Parts of quick calls. */
export interface QuickCallParts {
  readonly life: CacheLife;
  readonly namespace: Namespace;
  readonly options: CallReader;
  readonly reads: Reads;
  readonly loads: Loads;
}

/** `get` without options, and `getOrSet`, while nobody traces them: the most frequent calls, which do as little as they can. */
export class QuickCalls {
  readonly #context: CacheContext;
  readonly #life: CacheLife;
  readonly #namespace: Namespace;
  readonly #options: CallReader;
  readonly #reads: Reads;
  readonly #loads: Loads;

  constructor({ life, namespace, options, reads, loads }: QuickCallParts) {
    this.#context = life.context;
    this.#life = life;
    this.#namespace = namespace;
    this.#options = options;
    this.#reads = reads;
    this.#loads = loads;
  }

  get(key: string): Promise<unknown> {
    const hit = this.#hit(key);
    if (hit !== undefined) return Promise.resolve(hit.value);
    try {
      this.#life.assertOpen(key);
      return this.#reads.find(this.#namespace.keyOf(key), this.#namespace, plainRead, valueOf);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  getOrSet(key: string, loader: AnyLoader, options: GetOrSetOptions<unknown> | undefined): Promise<unknown> {
    const hit = this.#hit(key, loader, options);
    if (hit !== undefined) return Promise.resolve(hit.value);
    try {
      const plan = this.#options.load(options);
      this.#life.assertOpen(key);
      return this.#loads.get(key, this.#namespace, loader, plan).then(valueOfResult);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** A fresh entry of memory, if nothing has to be asked first. A mistake of the caller is reported by what follows. */
  #hit(key: string, loader?: AnyLoader, options?: GetOrSetOptions<unknown>): LocalEntry | undefined {
    const { local, counts, tiers, settings } = this.#context;
    if (local === undefined || typeof key !== 'string' || !this.#life.isOpen) return undefined;
    try {
      if (options !== undefined && !isPlain(options)) return undefined;
      const entry = local.get(this.#namespace.keyOf(key));
      if (entry === undefined) return undefined;
      const { metadata } = entry;
      const { c: createdAt, t: ttl = Infinity } = metadata;
      const age = tiers.now() - createdAt;
      if (age >= ttl || !local.isTrusted(metadata) || !local.isValid(metadata, this.#namespace)) return undefined;
      if (loader !== undefined && settings.refreshAhead < 1 && age >= settings.refreshAhead * ttl) {
        const plan = this.#options.load(options);
        if (plan.isStored && plan.isLoaded) this.#loads.refresh(key, this.#namespace, loader, plan);
      }
      this.#reads.checkHistory();
      counts.localHits += 1;
      return entry;
    } catch {
      return undefined;
    }
  }
}

function valueOf(hit: TierHit | undefined): unknown {
  return hit?.value.read();
}

/** Whether options leave it open where a fresh value comes from, and how old it is. */
function isPlain(options: GetOrSetOptions<unknown>): boolean {
  return (
    options.forceRefresh !== true &&
    options.maxAge === undefined &&
    options.tiers === undefined &&
    options.schema === undefined &&
    options.signal?.aborted !== true
  );
}
