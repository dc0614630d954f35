import { CacheOverloadedError } from '@modular-agent/cache-contract';
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

  constructor(limits: LoadLimits) {
    this.#limits = limits;
  }

  get calls(): number {
    return this.#calls;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Counts one more caller, who goes into a command next. A single one is never too large.
   *
   * @throws CacheOverloadedError past the limits.
   */
  admit(call: CallSubject, bytes: number): void {
    const { maxPendingCalls, maxPendingBytes } = this.#limits;
    if (this.#calls < maxPendingCalls && (this.#bytes === 0 || this.#bytes + bytes <= maxPendingBytes)) {
      this.#calls++;
      return;
    }
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
  }
}
