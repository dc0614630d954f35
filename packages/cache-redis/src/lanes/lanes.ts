import type { Milliseconds } from '@modular-agent/cache-contract';
import { checkSignal } from '@modular-agent/cache-contract/provider';
import { callPlace, type Call } from '../calls/call.ts';
import { bytesOf, Command } from '../calls/command.ts';
import type { Load } from '../calls/load.ts';
import { Waiter, type WaiterObserver } from '../calls/waiter.ts';
import type { CommandArguments } from '../wire/command-arguments.ts';
import type { Reply } from '../wire/reply.ts';
import type { ConnectionListener, ConnectionSettings } from '../connection/connection-settings.ts';
import { Connection } from '../connection/connection.ts';
import { leastLoaded } from './least-loaded.ts';
import { sweep } from './sweep.ts';
import { Ticker } from './ticker.ts';

export interface LaneSettings extends ConnectionSettings {
  /** How many connections calls may use, from 1. */
  readonly lanes: number;
  readonly retriesReads: boolean;
}

/**
 * The connections that calls go over. All writes take the first, so that those of one key stay in order; reads take the
 * one with the least on its way. Watches over deadlines, second tries and silence.
 */
export class Lanes {
  readonly connections: readonly Connection[];
  /** The one of them that takes the writes. */
  readonly writes: Connection;
  readonly #load: Load;
  readonly #retriesReads: boolean;
  readonly #ticker: Ticker;

  constructor(settings: LaneSettings, load: Load, onState: ConnectionListener['onState']) {
    this.#load = load;
    this.#retriesReads = settings.retriesReads && settings.lanes > 1;
    const listener: ConnectionListener = {
      onState,
      onReadOnly: () => {
        for (const connection of this.connections) void connection.renew('the server is a replica now');
      },
    };
    this.writes = new Connection(settings, load, listener);
    const others = Array.from({ length: settings.lanes - 1 }, () => new Connection(settings, load, listener));
    this.connections = [this.writes, ...others];
    this.#ticker = new Ticker((now) => sweep(this.connections, load, now));
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
    this.#ticker.start();
    return new Waiter(call, read, this.#retriesReads ? retryAt : Infinity, observer);
  }

  /**
   * Sends a command that changes something. Commands reach the server in the order of these calls.
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
    const waiter = this.admit(call, bytes, Infinity, read, observer);
    const { promise } = waiter;
    this.#submit(this.writes, Command.for(waiter, commandArguments, bytes));
    return promise;
  }

  /** Sends a command that changes nothing: it may be sent twice. @throws As `write`. */
  read<T>(
    call: Call,
    commandArguments: CommandArguments,
    read: (reply: Reply) => T,
    observer?: WaiterObserver,
  ): Promise<T> {
    const bytes = bytesOf(commandArguments);
    const waiter = this.admit(call, bytes, halfTime(call, performance.now()), read, observer);
    const { promise } = waiter;
    this.#submit(leastLoaded(this.connections), Command.for(waiter, commandArguments, bytes));
    return promise;
  }

  /** Reads a name for each of these admitted callers. */
  readNames(waiters: readonly Waiter[], names: readonly string[]): void {
    this.#submit(leastLoaded(this.connections), Command.reading(waiters, names));
  }

  /** Cuts every connection. Idempotent. */
  close(): void {
    for (const connection of this.connections) connection.close();
  }

  #submit(connection: Connection, command: Command): void {
    this.#load.add(command);
    connection.submit(command);
  }
}

/** When half of the call's time will have passed, counted from now. */
export function halfTime(call: Call, now: Milliseconds): Milliseconds {
  return (now + call.endsAt) / 2;
}
