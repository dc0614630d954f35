import { nextTick } from 'node:process';
import type { Waiter } from '../calls/waiter.ts';

/** Collects the names whose turn to be read comes in one tick. */
export class NamesToRead {
  readonly #read: (waiters: readonly Waiter[], names: readonly string[]) => void;
  #waiters: Waiter[] = [];
  #names: string[] = [];

  /** @param read Told what a tick brought. */
  constructor(read: (waiters: readonly Waiter[], names: readonly string[]) => void) {
    this.#read = read;
  }

  add(waiter: Waiter, name: string): void {
    this.#waiters.push(waiter);
    this.#names.push(name);
    if (this.#waiters.length === 1) nextTick(this.#flush);
  }

  readonly #flush = (): void => {
    const waiters = this.#waiters;
    const names = this.#names;
    this.#waiters = [];
    this.#names = [];
    this.#read(waiters, names);
  };
}
