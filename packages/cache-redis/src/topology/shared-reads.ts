import { Command } from '../calls/command.ts';
import type { Waiter } from '../calls/waiter.ts';

/**
 * How many reads go into one MGET. Wide enough to save most of what a command costs, narrow enough that a hundred callers
 * make two, over two connections: while one answer is decoded here, the server works on the other.
 */
const widest = 64;

/** Reads of a name for each of these callers, who may share commands: MGETs of about the same width. */
export function sharedReads(waiters: readonly Waiter[], names: readonly string[]): readonly Command[] {
  const parts = Math.ceil(waiters.length / widest);
  if (parts === 1) return [Command.reading(waiters, names)];
  const width = Math.ceil(waiters.length / parts);
  const commands: Command[] = [];
  for (let from = 0; from < waiters.length; from += width) {
    commands.push(Command.reading(waiters.slice(from, from + width), names.slice(from, from + width)));
  }
  return commands;
}
