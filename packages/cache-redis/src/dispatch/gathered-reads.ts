// Imported, not looked up when they are called: fake timers replace the globals, and reads must go out all the same.
import { nextTick } from 'node:process';
import { setImmediate } from 'node:timers';
import { checkKey } from '@modular-agent/cache-contract';
import { halfTime, type Call } from '../calls/call.ts';
import type { Waiter, WaiterObserver } from '../calls/waiter.ts';
import type { Reply } from '../wire/reply.ts';
import type { KeySpace } from '../keys/key-space.ts';
import type { Dispatcher } from './dispatcher.ts';

/** As many are sent at once; fewer wait for what comes in the same turn of the event loop, if any answer is to come. */
const worthSending = 32;

const none: never[] = [];

/** Sends the reads of one tick together, by as few commands as will do. Never joins a read that was already sent. */
export class GatheredReads {
  readonly #dispatcher: Dispatcher;
  readonly #keySpace: KeySpace;
  readonly #observer: WaiterObserver;
  #waiters: Waiter[] = none;
  #names: string[] = none;
  /** Everybody whom one answer woke has asked again now. */
  readonly #look = (): void => {
    if (this.#waiters.length >= worthSending || this.#dispatcher.pendingCalls === this.#waiters.length) this.#flush();
    else setImmediate(this.#flush);
  };
  readonly #flush = (): void => {
    const waiters = this.#waiters;
    const names = this.#names;
    this.#waiters = none;
    this.#names = none;
    this.#dispatcher.readNames(waiters, names);
  };

  constructor(dispatcher: Dispatcher, keySpace: KeySpace, observer: WaiterObserver) {
    this.#dispatcher = dispatcher;
    this.#observer = observer;
    this.#keySpace = keySpace;
  }

  /** @throws CacheKeyError, CacheAbortError or CacheOverloadedError; it was not sent then. */
  read<T>(call: Call, key: string, decode: (reply: Reply) => T): Promise<T> {
    checkKey(key, call.provider);
    const name = this.#keySpace.valueKey(key);
    if (this.#dispatcher.mustWait(call, name.length)) {
      return this.#dispatcher.readNameLater(call, name, decode, this.#observer, (turn) => this.#add(turn, name));
    }
    const waiter = this.#dispatcher.admit(call, name.length, halfTime(call, call.startedAt), decode, this.#observer);
    this.#add(waiter, name);
    return waiter.promise;
  }

  #add(waiter: Waiter, name: string): void {
    if (this.#waiters.length === 0) {
      // An empty array to which something is added makes room for more than most ticks bring.
      this.#waiters = [waiter];
      this.#names = [name];
      nextTick(this.#look);
    } else {
      this.#waiters.push(waiter);
      this.#names.push(name);
    }
  }
}
