import type { Milliseconds } from '@modular-agent/cache-contract';
import { checkSignal } from '@modular-agent/cache-contract/provider';
import { AbortWatch } from '../calls/abort-watch.ts';
import { callPlace, type Call } from '../calls/call.ts';
import { bytesOf, Command } from '../calls/command.ts';
import type { Load } from '../calls/load.ts';
import { Waiter, type WaiterObserver } from '../calls/waiter.ts';
import type { CommandArguments } from '../wire/command-arguments.ts';
import type { Reply } from '../wire/reply.ts';
import type { Lanes } from '../lanes/lanes.ts';
import type { Servers } from './servers.ts';
import { Ticker } from './ticker.ts';

/** How far apart looks are at connections that may have fallen silent, and at calls that wait for one. */
const longestTick: Milliseconds = 50;

/** Makes commands of calls: counts them, hands them to the servers, and sees to it that each ends in time. */
export class Dispatcher {
  readonly servers: Servers;
  readonly #load: Load;
  readonly #retriesReads: boolean;
  readonly #ticker: Ticker;
  readonly #aborts = new AbortWatch();

  /** @param retriesReads May a read be sent a second time when half of its time has passed? */
  constructor(servers: Servers, load: Load, retriesReads: boolean) {
    this.servers = servers;
    this.#load = load;
    this.#retriesReads = retriesReads;
    this.#ticker = new Ticker((now) => {
      const deadline = servers.sweep(now);
      return load.calls > 0 ? Math.min(deadline, now + longestTick) : Infinity;
    }, longestTick);
  }

  /** Calls that were admitted and are not answered. */
  get pendingCalls(): number {
    return this.#load.calls;
  }

  /**
   * A caller who is counted, and goes into a command next.
   *
   * @param retryAt From when on a second try may be made; `Infinity` for what changes anything.
   * @throws CacheAbortError or CacheOverloadedError
   */
  admit<T>(
    call: Call,
    bytes: number,
    retryAt: Milliseconds,
    read: (reply: Reply) => T,
    observer?: WaiterObserver,
  ): Waiter<T> {
    checkSignal(call.signal, callPlace(call, false));
    this.#load.admit(call, bytes);
    this.#ticker.watch(Math.min(retryAt, call.endsAt), call.startedAt);
    return new Waiter(call, read, this.#retriesReads ? retryAt : Infinity, observer, this.#aborts);
  }

  /**
   * Sends a command that changes something. Those of one key reach the server in the order of these calls.
   *
   * @throws CacheAbortError or CacheOverloadedError, at once.
   */
  write<T>(
    call: Call,
    commandArguments: CommandArguments,
    read: (reply: Reply) => T,
    observer?: WaiterObserver,
  ): Promise<T> {
    const waiter = this.admit(call, bytesOf(commandArguments), Infinity, read, observer);
    const { promise } = waiter;
    this.writeFor(waiter, commandArguments);
    return promise;
  }

  /** Sends a command that changes something, for this admitted caller. */
  writeFor(waiter: Waiter, commandArguments: CommandArguments): Command {
    const command = Command.for(waiter, commandArguments, bytesOf(commandArguments));
    this.#load.add(command);
    this.servers.write(command);
    return command;
  }

  /** No longer counts an admitted caller for whom nothing is sent. */
  dismiss(waiter: Waiter): void {
    this.#load.remove(Command.for(waiter, [], 0));
  }

  /**
   * Sends a command that changes nothing: it may be sent twice.
   *
   * @param from Which server is to answer. Default: whoever holds the key, or a replica of that.
   * @throws As `write`.
   */
  read<T>(
    call: Call,
    commandArguments: CommandArguments,
    read: (reply: Reply) => T,
    observer?: WaiterObserver,
    from: Pick<Lanes, 'read'> | Servers = this.servers,
  ): Promise<T> {
    const bytes = bytesOf(commandArguments);
    const waiter = this.admit(call, bytes, halfTime(call, performance.now()), read, observer);
    const { promise } = waiter;
    const command = Command.for(waiter, commandArguments, bytes);
    this.#load.add(command);
    from.read(command);
    return promise;
  }

  /**
   * Reads each of these names by itself, so that they may lie anywhere; together where they can.
   *
   * @param read Told each reply, with the place of its name.
   * @throws As `write`.
   */
  async readEach(call: Call, names: readonly string[], read: (reply: Reply, index: number) => void): Promise<void> {
    const waiters: Waiter<void>[] = [];
    const promises: Promise<void>[] = [];
    try {
      for (const [index, name] of names.entries()) {
        const retryAt = halfTime(call, performance.now());
        const waiter = this.admit(call, name.length, retryAt, (reply) => read(reply, index));
        waiters.push(waiter);
        promises.push(waiter.promise);
      }
    } finally {
      // What was admitted has to be answered, also where the next was refused.
      for (const promise of promises) promise.catch(() => {});
      this.readNames(waiters, names.slice(0, waiters.length));
    }
    await Promise.all(promises);
  }

  /** Reads a name for each of these admitted callers, by as few commands as will do. */
  readNames(waiters: readonly Waiter[], names: readonly string[]): void {
    for (const command of this.servers.gather(waiters, names)) {
      this.#load.add(command);
      this.servers.read(command);
    }
  }

  /** Cuts every connection. Idempotent. */
  close(): void {
    this.#ticker.stop();
    this.servers.close();
  }
}

/** When half of the call's time will have passed, counted from now. */
export function halfTime(call: Call, now: Milliseconds): Milliseconds {
  return (now + call.endsAt) / 2;
}
