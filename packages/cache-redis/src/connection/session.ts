import type { Milliseconds } from '@modular-agent/cache-contract';
import { ErrorReply } from 'redis';
import type { RedisCommands } from './redis-commands.ts';

/** One connection that is open and logged in, until it is lost or ended. It is never opened again: a new one takes its place. */
export class Session {
  readonly #commands: RedisCommands;
  readonly #end: () => void;
  #open = true;
  #inFlight = 0;
  #lastReplyAt: Milliseconds = performance.now();

  constructor(commands: RedisCommands, end: () => void) {
    this.#commands = commands;
    this.#end = end;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  /** Calls that were handed over and are not answered, also those that nobody waits for any more. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** When the server last said anything, by `performance.now()`. */
  get lastReplyAt(): Milliseconds {
    return this.#lastReplyAt;
  }

  /** Hands a command over. Rejects with the client's error; handle it, even if nobody waits. */
  async send<T>(command: (commands: RedisCommands) => Promise<T>): Promise<T> {
    this.#inFlight++;
    try {
      const reply = await command(this.#commands);
      this.#lastReplyAt = performance.now();
      return reply;
    } catch (error) {
      if (error instanceof ErrorReply) this.#lastReplyAt = performance.now();
      throw error;
    } finally {
      this.#inFlight--;
    }
  }

  /** Cuts the connection. What is in flight rejects. Idempotent. */
  end(): void {
    this.#open = false;
    this.#end();
  }
}
