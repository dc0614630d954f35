import type { QueuedCall } from './call-queue.ts';

/** How many taken calls the list may begin with, where fewer are behind them. */
const mostTaken = 1_024;

/** Calls in the order in which they came. O(1) for each. */
export class WaitingList {
  /** In order, behind those that were taken. */
  #calls: (QueuedCall | undefined)[] = [];
  #taken = 0;

  /** How many wait; some may have ended already. */
  get size(): number {
    return this.#calls.length - this.#taken;
  }

  push(call: QueuedCall): void {
    this.#calls.push(call);
  }

  /** The first that still waits. */
  first(): QueuedCall | undefined {
    while (this.size > 0) {
      const call = this.#calls[this.#taken];
      if (call?.waiter.isSettled === false) return call;
      this.take();
    }
    return undefined;
  }

  /** Takes the first out. */
  take(): void {
    // Whoever was taken would keep its value in memory.
    this.#calls[this.#taken++] = undefined;
    if (this.size > 0 && (this.#taken < mostTaken || this.#taken < this.size)) return;
    this.#calls = this.#calls.slice(this.#taken);
    this.#taken = 0;
  }

  /** Takes out all that are not kept. O(calls that wait). */
  keep(isKept: (call: QueuedCall) => boolean): void {
    const calls = this.#calls;
    this.#calls = [];
    const first = this.#taken;
    this.#taken = 0;
    for (let index = first; index < calls.length; index++) {
      const call = calls[index];
      if (call?.waiter.isSettled === false && isKept(call)) this.#calls.push(call);
    }
  }
}
