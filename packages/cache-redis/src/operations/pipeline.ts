import {
  checkKey,
  type CacheEntry,
  type CallOptions,
  type EntryOptions,
  type SetOptions,
} from '@modular-agent/cache-contract';
import { setIfAbsent } from './set-if-absent.ts';
import type { CallRunner } from '../dispatch/call-runner.ts';
import { deleteEntry } from './delete-entries.ts';
import { entryExists } from './entry-exists.ts';
import { readReply } from './read-reply.ts';
import type { Store } from './store.ts';
import { writeEntry } from './write-entry.ts';

/** Calls that travel together, and are carried out in the order in which they were made: on each node, in a Cluster. */
export class Pipeline {
  readonly #store: Store;
  readonly #runner: CallRunner;

  /** @param store Whose reads take the way of the writes. */
  constructor(store: Store, runner: CallRunner) {
    this.#store = store;
    this.#runner = runner;
  }

  async get<T = unknown>(key: string, options?: CallOptions): Promise<T | undefined> {
    return (await this.#read<T>('get', key, options))?.value;
  }

  getEntry<T = unknown>(key: string, options?: CallOptions): Promise<CacheEntry<T> | undefined> {
    return this.#read('getEntry', key, options);
  }

  set(key: string, value: unknown, options?: SetOptions): Promise<void> {
    return this.#runner.run('set', key, options, (call) => writeEntry(this.#store, call, key, value, options));
  }

  /** @returns Was there nothing, so that it was stored? */
  setIfAbsent(key: string, value: unknown, options?: EntryOptions & CallOptions): Promise<boolean> {
    return this.#runner.run('setIfAbsent', key, options, (call) => setIfAbsent(this.#store, call, key, value, options));
  }

  /** @returns Was there an entry? */
  delete(key: string, options?: CallOptions): Promise<boolean> {
    return this.#runner.run('delete', key, options, (call) => deleteEntry(this.#store, call, key));
  }

  exists(key: string, options?: CallOptions): Promise<boolean> {
    return this.#runner.run('exists', key, options, (call) => entryExists(this.#store, call, key));
  }

  #read<T>(
    operation: 'get' | 'getEntry',
    key: string,
    options: CallOptions | undefined,
  ): Promise<CacheEntry<T> | undefined> {
    return this.#runner.run(operation, key, options, (call) => {
      checkKey(key, call.provider);
      const { dispatcher, keySpace } = this.#store;
      const read = (reply: Parameters<typeof readReply>[1]): CacheEntry<T> | undefined =>
        readReply(this.#store, reply) as CacheEntry<T> | undefined;
      return dispatcher.read(call, ['GET', keySpace.valueKey(key)], read);
    });
  }
}
