import type { CacheError, CacheOperation, Milliseconds } from '@modular-agent/cache-contract';
import { noTurnError } from '../calls/call.ts';
import type { Load } from '../calls/load.ts';
import type { Waiter } from '../calls/waiter.ts';
import { WaitingList } from './waiting-list.ts';

/** After how long a call is looked at again whose batch has others in flight. */
const nextLook: Milliseconds = 50;

/**
 * Calls of whoever holds a lease: they go first, so that leases are not granted faster than they end, and none runs out while
 * its holder waits for a turn.
 */
const urgent: ReadonlySet<CacheOperation> = new Set(['storeEntry', 'renewEntries', 'releaseEntry']);

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

/** Calls that wait for the `Load` to have room for them: those of holders of leases first, else in the order in which they came. */
export class CallQueue {
  readonly #load: Load;
  readonly #urgent = new WaitingList();
  readonly #ordinary = new WaitingList();
  /** When the first of them may have waited too long, at the earliest. */
  #nextEnd: Milliseconds = Infinity;

  constructor(load: Load) {
    this.#load = load;
  }

  /** How many wait; some may have ended already. */
  get size(): number {
    return this.#urgent.size + this.#ordinary.size;
  }

  /** Has a call to wait for its turn? @param bytes How many it sends, as far as that is known. */
  holds(operation: CacheOperation, bytes: number): boolean {
    return this.#urgent.size > 0 || (this.#ordinary.size > 0 && !urgent.has(operation)) || !this.#load.hasRoom(bytes);
  }

  push(call: QueuedCall): void {
    (urgent.has(call.waiter.call.operation) ? this.#urgent : this.#ordinary).push(call);
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
      if (isOver) waiter.fail(noTurnError(waiter.call));
      else this.#nextEnd = Math.min(this.#nextEnd, lookAt(waiter, now + nextLook));
      return !isOver;
    });
    return this.#nextEnd;
  }

  readonly #drain = (): void => {
    for (let list = this.#next(); list !== undefined; list = this.#next()) {
      if (!this.#begin(list)) {
        this.#load.whenFreed(this.#drain);
        return;
      }
    }
  };

  /** Takes the first call of a list out and sends it. @returns Was there room for it? */
  #begin(list: WaitingList): boolean {
    const call = list.first();
    if (call === undefined) return true;
    if (call.isRefused()) {
      list.take();
      this.#refuse(call);
      return true;
    }
    if (!this.#load.hasRoom(0)) return false;
    try {
      if (!this.#load.hasRoom(call.measure())) return false;
    } catch (error) {
      list.take();
      call.waiter.fail(error as CacheError);
      return true;
    }
    list.take();
    this.#load.take();
    call.send();
    return true;
  }

  /** The list whose turn it is. */
  #next(): WaitingList | undefined {
    return [this.#urgent, this.#ordinary].find((list) => list.first() !== undefined);
  }

  #keep(isKept: (call: QueuedCall) => boolean): void {
    this.#urgent.keep(isKept);
    this.#ordinary.keep(isKept);
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
