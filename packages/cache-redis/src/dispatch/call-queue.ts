import type { CacheError, Milliseconds } from '@modular-agent/cache-contract';
import { notSentError } from '../calls/call.ts';
import type { Load } from '../calls/load.ts';
import type { Waiter } from '../calls/waiter.ts';

/** After how long a call is looked at again whose batch has others in flight. */
const nextLook: Milliseconds = 50;
/** How many taken calls the list may begin with, where fewer are behind them. */
const mostTaken = 1_024;
const overloaded =
  'too many calls to Redis were in flight; make fewer at once, or raise maxPendingCalls and maxPendingBytes';

/** A call that waits for its turn. */
export interface QueuedCall {
  readonly waiter: Waiter;
  /** Would its server refuse it now? */
  isRefused(): boolean;
  /** Has its server refuse it; it is counted. */
  refuse(): void;
  /** About how many bytes it sends. A write is encoded for this. @throws CacheError if it can't be. */
  measure(): number;
  /** Sends it; it is counted. */
  send(): void;
}

/** Calls that wait for the `Load` to have room for them, sent in the order in which they came. O(1) for each call. */
export class CallQueue {
  readonly #load: Load;
  /** In order, behind those that were taken. */
  #calls: (QueuedCall | undefined)[] = [];
  #taken = 0;
  /** When the first of them may have waited too long, at the earliest. */
  #nextEnd: Milliseconds = Infinity;

  constructor(load: Load) {
    this.#load = load;
  }

  /** How many wait; some may have ended already. */
  get size(): number {
    return this.#calls.length - this.#taken;
  }

  /** Has a call to wait for its turn? @param bytes How many it sends, as far as that is known. */
  holds(bytes: number): boolean {
    return this.size > 0 || !this.#load.hasRoom(bytes);
  }

  push(call: QueuedCall): void {
    this.#calls.push(call);
    this.#nextEnd = Math.min(this.#nextEnd, lookAt(call.waiter, 0));
    if (call.isRefused()) this.refuse();
    else if (this.size === 1) this.#load.whenFreed(this.#drain);
  }

  /** Fails those whose server is known to be unavailable. O(calls that wait). */
  refuse(): void {
    if (this.size === 0) return;
    const refused: QueuedCall[] = [];
    this.#keep((call) => {
      const isRefused = call.isRefused();
      if (isRefused) refused.push(call);
      return !isRefused;
    });
    for (const call of refused) this.#refuse(call);
  }

  /** Ends the calls that have waited too long. @returns When there is something to do next; `Infinity` if nothing waits. */
  sweep(now: Milliseconds): Milliseconds {
    if (this.size === 0) return Infinity;
    if (now < this.#nextEnd) return this.#nextEnd;
    this.#nextEnd = Infinity;
    this.#keep(({ waiter }) => {
      const isOver = waiter.waitEndsAt <= now;
      if (isOver) waiter.fail(notSentError(waiter.call, overloaded));
      else this.#nextEnd = Math.min(this.#nextEnd, lookAt(waiter, now + nextLook));
      return !isOver;
    });
    return this.#nextEnd;
  }

  readonly #drain = (): void => {
    for (let call = this.#first(); call !== undefined; call = this.#first()) {
      if (!this.#begin(call)) {
        this.#load.whenFreed(this.#drain);
        return;
      }
    }
  };

  /** Takes a call out and sends it. @returns Was there room for it? */
  #begin(call: QueuedCall): boolean {
    if (call.isRefused()) {
      this.#take();
      this.#refuse(call);
      return true;
    }
    if (!this.#load.hasRoom(0)) return false;
    try {
      if (!this.#load.hasRoom(call.measure())) return false;
    } catch (error) {
      this.#take();
      call.waiter.fail(error as CacheError);
      return true;
    }
    this.#take();
    this.#load.take();
    call.send();
    return true;
  }

  /** The first that still waits. */
  #first(): QueuedCall | undefined {
    while (this.size > 0) {
      const call = this.#calls[this.#taken];
      if (call?.waiter.isSettled === false) return call;
      this.#take();
    }
    return undefined;
  }

  #take(): void {
    // Whoever was taken would keep its value in memory.
    this.#calls[this.#taken++] = undefined;
    if (this.size > 0 && (this.#taken < mostTaken || this.#taken < this.size)) return;
    this.#calls = this.#calls.slice(this.#taken);
    this.#taken = 0;
  }

  #keep(isKept: (call: QueuedCall) => boolean): void {
    const calls = this.#calls;
    this.#calls = [];
    const first = this.#taken;
    this.#taken = 0;
    for (let index = first; index < calls.length; index++) {
      const call = calls[index];
      if (call?.waiter.isSettled === false && isKept(call)) this.#calls.push(call);
    }
  }

  #refuse(call: QueuedCall): void {
    this.#load.take();
    call.refuse();
  }
}

/** When a call has waited too long; `later` where that can't be said as others of its batch are in flight. */
function lookAt({ waitEndsAt }: Waiter, later: Milliseconds): Milliseconds {
  return waitEndsAt === Infinity ? later : waitEndsAt;
}
