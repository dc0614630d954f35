import { checkKey } from '@modular-agent/cache-contract';
import type { Call } from '../calls/call.ts';
import type { Waiter, WaiterObserver } from '../calls/waiter.ts';
import type { Reply } from '../wire/reply.ts';
import type { KeySpace } from '../keys/key-space.ts';
import { halfTime, type Lanes } from './lanes.ts';

/**
 * How many reads go into one MGET. Wide enough to save most of what a command costs, narrow enough that a hundred callers
 * make two, over two connections: while one answer is decoded here, the server works on the other.
 */
const widest = 64;

/** As many are sent at once; fewer wait for what comes in the same turn of the event loop, if any answer is to come. */
const worthSending = 32;

/** Sends the reads of one tick together, by as few commands as will do. Never joins a read that was already sent. */
export class GatheredReads {
  readonly #lanes: Lanes;
  readonly #keySpace: KeySpace;
  readonly #observer: WaiterObserver;
  #waiters: Waiter[] = [];
  #names: string[] = [];
  /** Everybody whom one answer woke has asked again now. */
  readonly #look = (): void => {
    if (this.#waiters.length >= worthSending || this.#lanes.pendingCalls === this.#waiters.length) this.#flush();
    else setImmediate(this.#flush);
  };
  readonly #flush = (): void => {
    const waiters = this.#waiters;
    const names = this.#names;
    this.#waiters = [];
    this.#names = [];
    const parts = Math.ceil(waiters.length / widest);
    if (parts === 1) {
      this.#lanes.readNames(waiters, names);
      return;
    }
    const width = Math.ceil(waiters.length / parts);
    for (let from = 0; from < waiters.length; from += width) {
      this.#lanes.readNames(waiters.slice(from, from + width), names.slice(from, from + width));
    }
  };

  constructor(lanes: Lanes, keySpace: KeySpace, observer: WaiterObserver) {
    this.#lanes = lanes;
    this.#observer = observer;
    this.#keySpace = keySpace;
  }

  /** @throws CacheKeyError, CacheAbortError or CacheOverloadedError; it was not sent then. */
  read<T>(call: Call, key: string, decode: (reply: Reply) => T): Promise<T> {
    checkKey(key, call.provider);
    const name = this.#keySpace.valueKey(key);
    const waiter = this.#lanes.admit(call, name.length, halfTime(call, call.startedAt), decode, this.#observer);
    if (this.#waiters.push(waiter) === 1) process.nextTick(this.#look);
    this.#names.push(name);
    return waiter.promise;
  }
}
