// Imported, not looked up when they are called: fake timers replace the globals, and reads must go out all the same.
import { nextTick } from 'node:process';
import { setImmediate } from 'node:timers';
import { checkKey } from '@modular-agent/cache-contract';
import type { Call } from '../calls/call.ts';
import type { Waiter, WaiterObserver } from '../calls/waiter.ts';
import type { Reply } from '../wire/reply.ts';
import type { KeySpace } from '../keys/key-space.ts';
import type { CommandArguments } from '../wire/command-arguments.ts';
import { bytesOf, type Command } from '../calls/command.ts';
import { halfTime, type Dispatcher } from './dispatcher.ts';

/** As many are sent at once; fewer wait for what comes in the same turn of the event loop, if any answer is to come. */
const worthSending = 32;

const none: never[] = [];

/**
 * Sends the reads of one tick together, by as few commands as will do, and over one connection with what rides with them. Never
 * joins a read that was already sent.
 */
export class GatheredReads {
  readonly #dispatcher: Dispatcher;
  readonly #keySpace: KeySpace;
  readonly #observer: WaiterObserver;
  #waiters: Waiter[] = none;
  #names: string[] = none;
  #riders: Command[] = none;
  #isBegun = false;
  /** How many calls were on their way when the first of these came: their answers may wake others. */
  #pendingBefore = 0;
  /** Everybody whom one answer woke has asked again now. */
  readonly #look = (): void => {
    const { length } = this.#waiters;
    if (length === 0 || length >= worthSending || this.#pendingBefore === 0) this.#flush();
    else setImmediate(this.#flush);
  };
  readonly #flush = (): void => {
    const waiters = this.#waiters;
    const names = this.#names;
    const riders = this.#riders;
    this.#waiters = none;
    this.#names = none;
    this.#riders = none;
    this.#isBegun = false;
    for (const rider of riders) this.#dispatcher.servers.read(rider);
    if (waiters.length > 0) this.#dispatcher.readNames(waiters, names);
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
    this.#begin();
    const waiter = this.#dispatcher.admit(call, name.length, halfTime(call, call.startedAt), decode, this.#observer);
    this.#add(waiter, name);
    return waiter.promise;
  }

  /**
   * Sends a command with a short answer ahead of the reads of this tick, over the connection that they take.
   *
   * @throws CacheAbortError or CacheOverloadedError; it was not sent then.
   */
  ride<T>(call: Call, commandArguments: CommandArguments, decode: (reply: Reply) => T): Promise<T> {
    const bytes = bytesOf(commandArguments);
    if (this.#dispatcher.mustWait(call, bytes)) return this.#dispatcher.read(call, commandArguments, decode);
    this.#begin();
    const waiter = this.#dispatcher.admit(call, bytes, halfTime(call, performance.now()), decode);
    const { promise } = waiter;
    const command = this.#dispatcher.commandOf(waiter, commandArguments);
    command.isLight = true;
    if (this.#riders.length === 0) this.#riders = [command];
    else this.#riders.push(command);
    return promise;
  }

  /** Something is sent at the end of this tick, or of this turn of the event loop. */
  #begin(): void {
    if (this.#isBegun) return;
    this.#isBegun = true;
    this.#pendingBefore = this.#dispatcher.pendingCalls;
    nextTick(this.#look);
  }

  #add(waiter: Waiter, name: string): void {
    this.#begin();
    if (this.#waiters.length === 0) {
      // An empty array to which something is added makes room for more than most ticks bring.
      this.#waiters = [waiter];
      this.#names = [name];
    } else {
      this.#waiters.push(waiter);
      this.#names.push(name);
    }
  }
}
