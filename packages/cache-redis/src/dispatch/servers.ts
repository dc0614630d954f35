import type { Milliseconds } from '@modular-agent/cache-contract';
import type { Command } from '../calls/command.ts';
import type { Waiter } from '../calls/waiter.ts';
import type { RedisCacheState } from '../connection/redis-cache-state.ts';
import type { Lanes } from '../lanes/lanes.ts';

/** The servers that hold the entries, and which of them holds which. */
export interface Servers {
  /** Where the worst off of them stands that calls need. */
  readonly state: RedisCacheState;
  /** Are keys shared out among several, so that a command can't take keys of any kind together? */
  readonly isSharded: boolean;
  /** All that calls go to. */
  readonly nodes: readonly Lanes[];
  /** Those that hold all keys together; `undefined` before any call was answered. */
  readonly masters: readonly Lanes[] | undefined;
  /** The master that holds a key, by a name that only this gives; `undefined` while that is not known. */
  nodeOf(name: string): string | undefined;
  /** Would a command of this name be refused now, as its server is known to be unavailable? */
  refuses(name: string, isRead: boolean): boolean;
  /** Reads of a name for each of these callers, from the first on, as few commands as will do. */
  gather(waiters: readonly Waiter[], names: readonly string[]): readonly Command[];
  /** Sends a counted command that changes something, to whoever holds its key. */
  write(command: Command): void;
  /** Sends a counted command that changes nothing. @param from Must it be a master that answers? */
  read(command: Command, from?: 'master'): void;
  /** Watches over deadlines, second tries and silence. @returns When there is something to do next; `Infinity` if nothing is in flight. */
  sweep(now: Milliseconds): Milliseconds;
  /** Cuts every connection. Idempotent. */
  close(): void;
}
