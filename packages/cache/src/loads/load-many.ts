import { CacheOptionError } from '@modular-agent/cache-contract';
import { runAs, waitFor, type LoadNode } from '../in-flight/load-chain.ts';
import { checkLoader, type AnyLoader, type BulkLoader } from '../loader.ts';
import type { LoadResult } from '../in-flight/load-result.ts';

/** Loads one key, as if alone. @param onWait Called when it waits for another load of the key. */
export type LoadOne = (key: string, loader: AnyLoader, onWait: () => void) => Promise<LoadResult | undefined>;

/**
 * Loads several keys, each as if alone, with one call of the loader for the keys that no tier has. The loader runs as soon as
 * each of the other keys was found, or waits for another load. A key that the other load leaves out is loaded by a later call.
 */
export async function loadMany(
  keys: readonly string[],
  loader: BulkLoader<unknown>,
  load: LoadOne,
): Promise<Map<string, unknown>> {
  checkLoader(loader);
  const batches = new Batches(loader, keys);
  const answers = await Promise.all(
    keys.map(async (key) => {
      const one = async (): Promise<readonly [string, unknown]> => {
        const answer = await load(
          key,
          (context) => batches.join(key, context.signal),
          () => batches.settle(key),
        );
        return [key, answer?.value?.read()];
      };
      return await one().finally(() => batches.settle(key));
    }),
  );
  return new Map(answers.filter(([, value]) => value !== undefined));
}

interface Batch {
  /** The run of its loader: the loads of its keys wait for that. */
  readonly node: LoadNode;
  readonly keys: string[];
  readonly controller: AbortController;
  waiting: number;
  readonly values: Promise<ReadonlyMap<string, unknown>>;
  readonly run: () => void;
}

/** Gathers the keys whose loader runs. */
class Batches {
  readonly #loader: BulkLoader<unknown>;
  /** Keys that may still need the loader. */
  readonly #coming: Set<string>;
  #batch: Batch | undefined;

  constructor(loader: BulkLoader<unknown>, keys: readonly string[]) {
    this.#loader = loader;
    this.#coming = new Set(keys);
  }

  async join(key: string, signal: AbortSignal): Promise<unknown> {
    const batch = (this.#batch ??= this.#open());
    batch.keys.push(key);
    batch.waiting += 1;
    signal.addEventListener('abort', () => {
      batch.waiting -= 1;
      if (batch.waiting === 0) batch.controller.abort(signal.reason);
    });
    this.settle(key);
    return (await waitFor(batch.node, () => batch.values)).get(key);
  }

  /** Notes that a key needs the loader, or does not; the last one starts the batch. */
  settle(key: string): void {
    this.#coming.delete(key);
    if (this.#coming.size > 0 || this.#batch === undefined) return;
    const { run } = this.#batch;
    this.#batch = undefined;
    run();
  }

  async #load(keys: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, unknown>> {
    const values: unknown = await this.#loader(keys, { signal });
    if (values instanceof Map) return values as ReadonlyMap<string, unknown>;
    throw new CacheOptionError('the loader of several keys must give a Map of values by key', { option: 'loader' });
  }

  #open(): Batch {
    const keys: string[] = [];
    const controller = new AbortController();
    const { promise, resolve } = Promise.withResolvers<void>();
    const node: LoadNode = { key: undefined, waitsFor: new Set() };
    const values = promise.then(() => runAs(node, () => this.#load(keys, controller.signal)));
    return { node, keys, controller, waiting: 0, values, run: resolve };
  }
}
