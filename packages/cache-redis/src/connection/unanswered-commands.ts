import type { Command } from '../calls/command.ts';

/**
 * Commands that were sent and are not answered, in the order in which they were sent. Not a `Set`: where much is added and
 * taken out again, that makes a new table time and again, and each of them keeps the next one alive, with the commands in
 * it, once it has become old for the garbage collector. Nothing here leads from what was taken out to what is there.
 */
export class UnansweredCommands implements Iterable<Command> {
  #first: Command | undefined;
  #last: Command | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** @param command Is in no other such list. */
  add(command: Command): void {
    command.before = this.#last;
    if (this.#last === undefined) this.#first = command;
    else this.#last.behind = command;
    this.#last = command;
    command.isUnanswered = true;
    this.#size++;
  }

  /** @returns Was it there? */
  delete(command: Command): boolean {
    if (!command.isUnanswered) return false;
    const { before, behind } = command;
    if (before === undefined) this.#first = behind;
    else before.behind = behind;
    if (behind === undefined) this.#last = before;
    else behind.before = before;
    command.before = undefined;
    command.behind = undefined;
    command.isUnanswered = false;
    this.#size--;
    return true;
  }

  *[Symbol.iterator](): IterableIterator<Command> {
    let command = this.#first;
    while (command !== undefined) {
      // It may be taken out before the next one is asked for.
      const { behind }: Command = command;
      yield command;
      command = behind;
    }
  }
}
