import { CacheOverloadedError } from '@modular-agent/cache-contract';
import { nextTick } from 'node:process';
import { callPlace, type CallSubject } from './call.ts';
import type { Command } from './command.ts';

/** How much may be on its way at once. */
export interface LoadLimits {
  readonly maxPendingCalls: number;
  readonly maxPendingBytes: number;
}

/**
 * What a provider has in flight: memory stays bounded while a server says nothing. A command counts until the server has
 * answered it or its connection is gone, also when its caller has given up.
 */
export class Load {
  readonly #limits: LoadLimits;
  #calls = 0;
  #bytes = 0;
  #onFreed: (() => void) | undefined;

  constructor(limits: LoadLimits) {
    this.#limits = limits;
  }

  get calls(): number {
    return this.#calls;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Is there room for one more caller? */
  hasRoom(bytes: number): boolean {
    const { maxPendingCalls, maxPendingBytes } = this.#limits;
    return this.#calls < maxPendingCalls && (this.#bytes === 0 || this.#bytes + bytes <= maxPendingBytes);
  }

  /** Counts one more caller, who goes into a command next. */
  take(): void {
    this.#calls++;
  }

  /** Calls back once, in a later tick, when a command was answered or is gone. */
  whenFreed(callback: () => void): void {
    this.#onFreed = callback;
  }

  /**
   * Counts one more caller, who goes into a command next. A single one is never too large.
   *
   * @throws CacheOverloadedError past the limits.
   */
  admit(call: CallSubject, bytes: number): void {
    if (this.hasRoom(bytes)) {
      this.#calls++;
      return;
    }
    const { maxPendingCalls } = this.#limits;
    const [found, option] =
      this.#calls < maxPendingCalls
        ? [`${this.#bytes} bytes`, 'maxPendingBytes']
        : [`${this.#calls} calls`, 'maxPendingCalls'];
    throw new CacheOverloadedError(
      `${found} to Redis are already in flight; make fewer at once, or raise ${option}`,
      callPlace(call, false),
    );
  }

  /** Counts a command whose callers were admitted. */
  add(command: Command): void {
    this.#bytes += command.bytes;
  }

  /** Counts a command that is sent for callers once more. */
  addRetry(command: Command): void {
    this.#calls += command.waiters.length;
    this.#bytes += command.bytes;
  }

  remove(command: Command): void {
    this.#calls -= command.waiters.length;
    this.#bytes -= command.bytes;
    if (this.#onFreed === undefined) return;
    nextTick(this.#onFreed);
    this.#onFreed = undefined;
  }
}
