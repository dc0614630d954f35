import type { CacheError } from '@modular-agent/cache-contract';
import type { Call } from '../calls/call.ts';
import type { Command } from '../calls/command.ts';
import type { Load } from '../calls/load.ts';

/** What waits for a first connection, in the order in which it came. */
export class WaitingCommands {
  readonly #load: Load;
  #commands: Command[] = [];

  constructor(load: Load) {
    this.#load = load;
  }

  get commands(): Iterable<Command> {
    return this.#commands;
  }

  /** How many callers wait. */
  get callers(): number {
    return this.#commands.reduce((sum, command) => sum + command.waiters.length, 0);
  }

  push(command: Command): void {
    this.#commands.push(command);
  }

  /** Sends everything that is still wanted. */
  sendBy(send: (command: Command) => void): void {
    for (const command of this.#takeAll()) {
      if (command.isWanted) send(command);
      else this.#load.remove(command);
    }
  }

  fail(makeError: (call: Call) => CacheError): void {
    for (const command of this.#takeAll()) {
      this.#load.remove(command);
      command.fail(makeError);
    }
  }

  #takeAll(): readonly Command[] {
    const commands = this.#commands;
    this.#commands = [];
    return commands;
  }
}
