import type { CacheError, Milliseconds } from '@modular-agent/cache-contract';
import type { Call } from './call.ts';
import type { CommandArguments } from '../wire/command-arguments.ts';
import type { Reply } from '../wire/reply.ts';
import type { Waiter } from './waiter.ts';

/**
 * One Redis command, and everybody who waits for its reply.
 *
 * As long as one of them waits, the command is counted in the `Load`, and is in one list that `sweep` walks: what waits for a
 * connection, or what a session has not had answered. Whoever takes it out of there settles it, or sends it again.
 */
export class Command {
  readonly arguments: CommandArguments;
  readonly waiters: readonly Waiter[];
  /** About how many bytes it sends. */
  readonly bytes: number;
  /** Is it an MGET of a name for each waiter? */
  readonly isGathered: boolean;
  /** Of its connection's `UnansweredCommands`, which alone sets them. */
  isUnanswered = false;
  before: Command | undefined;
  behind: Command | undefined;
  /** Must no replica answer it? */
  wantsMaster = false;
  /** Receives each item of the reply, which is a list; the reply itself is then delivered as an empty list. */
  onItem: ((item: Reply, index: number) => void) | undefined;
  /** Whether the answer is short: the connection then does not count as busy. */
  isLight = false;
  /** How often a node of a Cluster has sent it on to another. */
  redirections = 0;
  /** Is the node that it goes to asked for what it is still being given? Sent with ASKING then. */
  isAsking = false;

  private constructor(
    commandArguments: CommandArguments,
    waiters: readonly Waiter[],
    isGathered: boolean,
    bytes: number = bytesOf(commandArguments),
  ) {
    this.arguments = commandArguments;
    this.waiters = waiters;
    this.isGathered = isGathered;
    this.bytes = bytes;
  }

  /** A command for one caller. */
  static for(waiter: Waiter, commandArguments: CommandArguments, bytes: number): Command {
    return new Command(commandArguments, [waiter], false, bytes);
  }

  /** Reads a name for each of the callers, from the first on: GET for one, MGET for more. */
  static reading(waiters: readonly Waiter[], names: readonly string[]): Command {
    const [name = ''] = names;
    return waiters.length === 1
      ? new Command(['GET', name], waiters, false)
      : new Command(['MGET', ...names], waiters, true);
  }

  get isGet(): boolean {
    return this.arguments[0] === 'GET';
  }

  /** Does anybody still wait? */
  get isWanted(): boolean {
    return this.waiters.some((waiter) => !waiter.isSettled);
  }

  /** The same once more, for some of its callers. */
  again(waiters: readonly Waiter[]): Command {
    for (const waiter of waiters) waiter.addTry();
    const names = waiters.map((waiter) => this.arguments[this.waiters.indexOf(waiter) + 1] as string);
    const again = this.isGathered ? Command.reading(waiters, names) : new Command(this.arguments, waiters, false);
    again.wantsMaster = this.wantsMaster;
    again.onItem = this.onItem;
    return again;
  }

  /** The same in parts of one caller each, as far as somebody still waits. */
  apart(): readonly Command[] {
    return this.waiters.flatMap((waiter, index) => {
      if (waiter.isSettled) return [];
      const part = Command.reading([waiter], [this.arguments[index + 1] as string]);
      part.wantsMaster = this.wantsMaster;
      return [part];
    });
  }

  /** Whether it is on its way to a server that may carry it out. */
  markSent(isSent: boolean): void {
    for (const waiter of this.waiters) waiter.markSent(isSent);
  }

  /** Does the time of any of its callers begin with the sending? */
  get isTimed(): boolean {
    for (const waiter of this.waiters) if (waiter.isTimed) return true;
    return false;
  }

  /** It was written to the socket. */
  hasGone(now: Milliseconds): void {
    for (const waiter of this.waiters) waiter.hasGone(now);
  }

  /** The reply, or the end of it, where it was delivered item by item. */
  deliver(reply: Reply, now: Milliseconds): void {
    // A command may live on for a while; what it has read must not.
    this.onItem = undefined;
    if (this.isGathered) for (const waiter of this.waiters) waiter.miss();
    else this.waiters[0]?.answer(reply, now);
  }

  /** Whether the reply is delivered item by item. */
  get takesItems(): boolean {
    return this.isGathered || this.onItem !== undefined;
  }

  /** One item of the reply. */
  deliverItem(index: number, item: Reply, now: Milliseconds): void {
    if (this.onItem === undefined) this.waiters[index]?.answer(item, now);
    else this.waiters[0]?.take(item, index, this.onItem);
  }

  /** This try has failed. */
  fail(makeError: (call: Call, isSent: boolean) => CacheError): void {
    for (const waiter of this.waiters) {
      if (!waiter.isSettled) waiter.loseTry(makeError(waiter.call, waiter.isSent));
    }
  }
}

/** About how many bytes a command sends. */
export function bytesOf(commandArguments: CommandArguments): number {
  let bytes = 0;
  for (const argument of commandArguments) bytes += argument.length;
  return bytes;
}
