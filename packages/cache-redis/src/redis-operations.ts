import type { CallOptions, Duration, EntryOptions } from '@modular-agent/cache-contract';
import { compareAndSet } from './atomic/compare-and-set.ts';
import { increment } from './atomic/increment.ts';
import { setIfAbsent } from './operations/set-if-absent.ts';
import { transact, type Transaction, type TransactionOptions } from './atomic/transaction.ts';
import type { CallRunner } from './dispatch/call-runner.ts';
import { Pipeline } from './operations/pipeline.ts';
import type { Store } from './operations/store.ts';
import { checkedScript, runUserScript, type RedisScript } from './scripts/user-script.ts';
import { measureDistribution, type Distribution } from './walks/distribution.ts';
import { listKeys, type KeysOptions } from './walks/list-keys.ts';

/** What a new entry may be given. */
export type NewEntryOptions = EntryOptions & CallOptions;

export interface IncrementOptions extends CallOptions {
  /** What is added; a whole number, also a negative one. Default: 1. */
  readonly by?: number | undefined;
  /** How long it lives where there was none; else its remaining time stays. Default: the provider's. */
  readonly ttl?: Duration | undefined;
}

/**
 * What Redis can do beyond the contract of a cache. Every call has the deadline, the signal and the errors of any call of the
 * provider; what several keys take part in must lie in one slot of a Cluster (option `slot`).
 */
export class RedisOperations {
  readonly #store: Store;
  readonly #inOrder: Store;
  readonly #runner: CallRunner;

  /** @param inOrder The same store, where reads take the way of the writes. */
  constructor(store: Store, inOrder: Store, runner: CallRunner) {
    this.#store = store;
    this.#inOrder = inOrder;
    this.#runner = runner;
  }

  /** One SET with NX. @returns Was there nothing, so that it was stored? */
  setIfAbsent(key: string, value: unknown, options?: NewEntryOptions): Promise<boolean> {
    return this.#runner.run('setIfAbsent', key, options, (call) => setIfAbsent(this.#store, call, key, value, options));
  }

  /**
   * Stores a value if the present one equals what is expected, deeply and with its types. A GET and an EVALSHA, again where
   * somebody else wrote in between.
   *
   * @param expected `undefined`: that there is none.
   * @returns Was it stored?
   */
  compareAndSet(key: string, expected: unknown, value: unknown, options?: NewEntryOptions): Promise<boolean> {
    return this.#runner.run('compareAndSet', key, options, (call) =>
      compareAndSet(this.#store, call, { key, expected, value, options }),
    );
  }

  /**
   * Adds to the integer under a key, 0 where there is none, in one step of the server; the entry keeps its metadata, its stamp
   * and its remaining time. One EVALSHA.
   *
   * @returns The sum.
   * @throws CacheServerError if something else is stored there, or the sum is beyond 2^53 - 1.
   */
  increment(key: string, options?: IncrementOptions): Promise<number> {
    return this.#runner.run('increment', key, options, (call) =>
      increment(this.#store, call, key, { by: options?.by ?? 1, ttl: options?.ttl }),
    );
  }

  /**
   * Reads keys, lets `body` say what to change, and makes all of its changes in one step if nobody changed meanwhile what was
   * read; else everything is done again. A GET for each key and an EVALSHA, each try; all within the time of one call.
   *
   * @param body May be run several times: it should do nothing but read and say.
   * @returns What the body gave.
   * @throws CacheConflictError if others were faster each time; what the body throws, and then nothing is changed.
   */
  transaction<T>(
    keys: Iterable<string>,
    body: (transaction: Transaction) => T | Promise<T>,
    options?: TransactionOptions,
  ): Promise<T> {
    return this.#runner.run('transaction', undefined, options, (call) =>
      transact(this.#store, call, keys, body, options),
    );
  }

  /**
   * Sends calls together over one connection (to each node), to be carried out in the order in which `body` made them. They
   * are no transaction: others' calls may fall between, and each succeeds or fails for itself.
   *
   * @param body Makes all its calls before it first waits for anything.
   * @returns How each of them ended.
   */
  async pipeline<T extends readonly Promise<unknown>[] | []>(
    body: (pipeline: Pipeline) => T,
  ): Promise<{ -readonly [At in keyof T]: PromiseSettledResult<Awaited<T[At]>> }> {
    return await Promise.allSettled(body(new Pipeline(this.#inOrder, this.#runner)));
  }

  /**
   * A Lua script of your own, for data of its own: its keys lie under `<keyPrefix>s|`, apart from values.
   *
   * @throws CacheOptionError if it is no text.
   */
  script(source: string): RedisScript {
    const script = checkedScript(source, this.#runner.provider);
    return {
      run: (keys, values = [], options) =>
        this.#runner.run('runScript', undefined, options, (call) =>
          runUserScript(this.#store, call, script, keys, values),
        ),
    };
  }

  /**
   * The keys of all entries, in no order, node by node. A SCAN for each 1,000 keys in the database; each has the time of one
   * call. What is written or deleted meanwhile may be given or not; a key may be given twice.
   */
  keys(options?: KeysOptions): AsyncGenerator<string, void, undefined> {
    return listKeys(this.#store, this.#runner, options);
  }

  /**
   * How many entries each node holds, and how many bytes they take there. SCAN, and MEMORY USAGE for each entry: O(keys in the
   * database); bounded as `clear`.
   */
  distribution(options?: CallOptions): Promise<Distribution> {
    return this.#runner.run('distribution', undefined, options, (call) =>
      measureDistribution(this.#store, call, options),
    );
  }
}
