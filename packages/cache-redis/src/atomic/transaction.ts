import {
  CacheConflictError,
  CacheOptionError,
  checkKey,
  type CallOptions,
  type EntryOptions,
} from '@modular-agent/cache-contract';
import { listKeys } from '@modular-agent/cache-contract/provider';
import type { Call } from '../calls/call.ts';
import { newRecord } from '../operations/new-record.ts';
import type { Store } from '../operations/store.ts';
import { commit, type Change } from './commit.ts';
import { checkOneSlot } from '../scripts/one-slot.ts';
import { readPresent, type Present } from './read-present.ts';

/** What the body of a transaction reads, and what it wants changed. */
export interface Transaction {
  /** The value of a key that was named at the start; `undefined` where there was none. */
  get<T = unknown>(key: string): T | undefined;
  /** Stores this if the transaction succeeds. The last one for a key counts. */
  set(key: string, value: unknown, options?: EntryOptions): void;
  /** Deletes this if the transaction succeeds. */
  delete(key: string): void;
}

export interface TransactionOptions extends CallOptions {
  /** How often it is tried again when others changed what it read. Default: 10. */
  readonly retries?: number | undefined;
}

/** @returns What the body gave when its changes were made. */
export async function transact<T>(
  store: Store,
  call: Call,
  keys: Iterable<string>,
  body: (transaction: Transaction) => T | Promise<T>,
  options: TransactionOptions | undefined,
): Promise<T> {
  const watched = [...new Set(listKeys(keys, call))];
  for (const key of watched) checkKey(key, call.provider);
  checkOneSlot(store, call, watched.map((key) => store.keySpace.valueKey(key))); // prettier-ignore
  const retries = options?.retries ?? 10;
  if (!Number.isSafeInteger(retries) || retries < 0) {
    throw new CacheOptionError('retries must be a whole number, from 0', {
      provider: call.provider,
      option: 'retries',
    });
  }
  for (let tries = 0; tries <= retries; tries++) {
    const present = new Map<string, Present>();
    const reads = watched.map(async (key) => {
      present.set(key, await readPresent(store, { ...call, key }, store.keySpace.valueKey(key)));
    });
    await Promise.all(reads);
    const draft = new Draft(store, call, present);
    const result = await body(draft);
    if (await draft.commit()) return result;
  }
  throw new CacheConflictError(
    `others changed what the transaction had read, ${retries + 1} times in a row; touch fewer keys, or raise retries`,
    { provider: call.provider },
  );
}

/** One try. */
class Draft implements Transaction {
  readonly #store: Store;
  readonly #call: Call;
  readonly #present: ReadonlyMap<string, Present>;
  readonly #changes = new Map<string, Change>();

  constructor(store: Store, call: Call, present: ReadonlyMap<string, Present>) {
    this.#store = store;
    this.#call = call;
    this.#present = present;
  }

  get<T>(key: string): T | undefined {
    const present = this.#present.get(key);
    if (present === undefined) {
      throw new CacheOptionError('this key was not named at the start of the transaction; name it there', {
        provider: this.#call.provider,
        key,
        option: 'keys',
      });
    }
    return present.entry?.value as T | undefined;
  }

  set(key: string, value: unknown, options?: EntryOptions): void {
    this.#changes.set(key, newRecord(this.#store, this.#call, key, value, options));
  }

  delete(key: string): void {
    checkKey(key, this.#call.provider);
    this.#changes.set(key, { name: this.#store.keySpace.valueKey(key), entry: undefined });
  }

  /** @throws CacheOptionError before anything is sent, if the keys lie in different slots of a Cluster. */
  async commit(): Promise<boolean> {
    const conditions = Array.from(this.#present.values(), ({ condition }) => condition);
    const changes = [...this.#changes.values()];
    checkOneSlot(this.#store, this.#call, [...conditions, ...changes].map(({ name }) => name)); // prettier-ignore
    const isDone =
      changes.length + conditions.length === 0 || (await commit(this.#store, this.#call, conditions, changes));
    if (isDone) this.#store.stats.sets += changes.filter(({ entry }) => entry !== undefined).length;
    return isDone;
  }
}
