import type { Milliseconds } from '@modular-agent/cache-contract';
import { checkSignal } from '@modular-agent/cache-contract/provider';
import { AbortWatch } from '../calls/abort-watch.ts';
import { callPlace, halfTime, isTimedFromSending, type Call } from '../calls/call.ts';
import { bytesOf, Command } from '../calls/command.ts';
import type { Load } from '../calls/load.ts';
import { Waiter, type WaiterObserver } from '../calls/waiter.ts';
import type { CommandArguments } from '../wire/command-arguments.ts';
import type { Reply } from '../wire/reply.ts';
import type { Lanes } from '../lanes/lanes.ts';
import { routingName } from '../calls/routing-name.ts';
import type { CallQueue } from './call-queue.ts';
import type { Servers } from './servers.ts';
import { Ticker } from './ticker.ts';

/** How far apart looks are at connections that may have fallen silent, and at calls that wait for one. */
const longestTick: Milliseconds = 50;

/** What is needed to send a call when its turn comes. */
export interface QueueTerms<T> {
  readonly call: Call;
  /** By which its server is found. */
  readonly name: string;
  readonly isRead: boolean;
  readonly read: (reply: Reply) => T;
  readonly observer: WaiterObserver | undefined;
  /** About how many bytes it sends. Asked when its turn comes. */
  readonly measure: () => number;
  readonly send: (waiter: Waiter<T>) => void;
}

/** How a read is sent and answered. */
export interface ReadWays {
  readonly observer?: WaiterObserver | undefined;
  /** The server that answers. Default: the one that holds the key, or a replica of it. */
  readonly from?: Pick<Lanes, 'read'> | Servers;
  /** Receives each item of a list as it arrives, so that the list is never held as a whole; the reply is an empty list then. A second try may repeat items. */
  readonly onItem?: Command['onItem'];
  /** Whether the answer is short: the connection then does not count as busy, and the next command takes the same one. Default: false. */
  readonly isLight?: boolean;
}

/** Makes commands of calls: counts them, hands them to the servers, and sees to it that each ends in time. */
export class Dispatcher {
  readonly servers: Servers;
  readonly #load: Load;
  readonly #retriesReads: boolean;
  readonly #ticker: Ticker;
  readonly #queue: CallQueue;
  readonly #aborts = new AbortWatch();

  /** @param retriesReads May a read be sent a second time when half of its time has passed? */
  constructor(servers: Servers, load: Load, queue: CallQueue, retriesReads: boolean) {
    this.servers = servers;
    this.#load = load;
    this.#queue = queue;
    this.#retriesReads = retriesReads;
    this.#ticker = new Ticker((now) => {
      const deadline = Math.min(servers.sweep(now), queue.sweep(now));
      return load.calls > 0 || queue.size > 0 ? Math.min(deadline, now + longestTick) : Infinity;
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
    return this.#newWaiter(call, retryAt, read, observer);
  }

  /** A caller of a call that has its turn: counted beside that one, and never refused, so that the call is sent as a whole. */
  admitBeside<T>(call: Call, read: (reply: Reply) => T): Waiter<T> {
    this.#load.take();
    return this.#newWaiter(call, Infinity, read, undefined);
  }

  #newWaiter<T>(
    call: Call,
    retryAt: Milliseconds,
    read: (reply: Reply) => T,
    observer: WaiterObserver | undefined,
  ): Waiter<T> {
    const end = isTimedFromSending(call) ? call.startedAt + call.timeout : call.endsAt;
    this.#ticker.watch(Math.min(retryAt, end), call.startedAt);
    return new Waiter(call, read, this.#retriesReads ? retryAt : Infinity, observer, this.#aborts);
  }

  /** Has the call to wait for its turn? Then it is for `enqueue` and what uses that. @param bytes How many it sends, as far as that is known. */
  mustWait(call: Call, bytes: number): boolean {
    return call.queueTimeout !== undefined && this.#queue.holds(call.operation, bytes);
  }

  /**
   * A caller who is counted and sent when its turn comes.
   *
   * @throws CacheAbortError
   */
  enqueue<T>(terms: QueueTerms<T>): Promise<T> {
    const { call, name, isRead, read, observer, measure, send } = terms;
    checkSignal(call.signal, callPlace(call, false));
    const retryAt = isRead ? halfTime(call, performance.now()) : Infinity;
    const waiter = this.#newWaiter(call, retryAt, read, observer);
    const { promise } = waiter;
    this.#queue.push({
      waiter,
      isRefused: () => this.servers.refuses(name, isRead),
      refuse: () => {
        const command = this.#commandOf(waiter, ['EXISTS', name]);
        if (isRead) this.servers.read(command);
        else this.servers.write(command);
      },
      measure,
      send: () => {
        const sentAt = performance.now();
        this.#ticker.watch(sentAt + call.timeout / 2, sentAt);
        send(waiter);
      },
    });
    return promise;
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
    const bytes = bytesOf(commandArguments);
    if (this.mustWait(call, bytes)) {
      return this.writeLater(call, routingName(commandArguments), () => commandArguments, read, observer);
    }
    const waiter = this.admit(call, bytes, Infinity, read, observer);
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
   * Sends a command that changes something when its turn comes, which makes it then.
   *
   * @param name By which its server is found.
   * @throws CacheAbortError at once.
   */
  writeLater<T>(
    call: Call,
    name: string,
    make: () => CommandArguments,
    read: (reply: Reply) => T,
    observer?: WaiterObserver,
  ): Promise<T> {
    let made: CommandArguments | undefined;
    return this.enqueue({
      call,
      name,
      isRead: false,
      read,
      observer,
      measure: () => bytesOf((made ??= make())),
      send: (waiter) => this.servers.write(this.#commandOf(waiter, made ?? make())),
    });
  }

  #commandOf(waiter: Waiter, commandArguments: CommandArguments): Command {
    const command = Command.for(waiter, commandArguments, bytesOf(commandArguments));
    this.#load.add(command);
    return command;
  }

  /**
   * Sends a command that changes nothing: it may be sent twice.
   *
   * @throws As `write`.
   */
  read<T>(
    call: Call,
    commandArguments: CommandArguments,
    read: (reply: Reply) => T,
    { observer, from = this.servers, onItem, isLight = false }: ReadWays = {},
  ): Promise<T> {
    const bytes = bytesOf(commandArguments);
    const send = (waiter: Waiter<T>): void => {
      const command = this.#commandOf(waiter, commandArguments);
      command.onItem = onItem;
      command.isLight = isLight;
      from.read(command);
    };
    if (this.mustWait(call, bytes)) {
      const terms = { call, name: routingName(commandArguments), isRead: true, read, observer };
      return this.enqueue({ ...terms, measure: () => bytes, send });
    }
    const waiter = this.admit(call, bytes, halfTime(call, performance.now()), read, observer);
    const { promise } = waiter;
    send(waiter);
    return promise;
  }

  /** Reads a name when the turn of its caller comes. @param send Told then; it is for `readNames`. */
  readNameLater<T>(
    call: Call,
    name: string,
    read: (reply: Reply) => T,
    observer: WaiterObserver | undefined,
    send: (waiter: Waiter) => void,
  ): Promise<T> {
    return this.enqueue({ call, name, isRead: true, read, observer, measure: () => name.length, send });
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
    this.#queue.refuse();
  }
}
