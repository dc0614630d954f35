import { nextTick } from 'node:process';
import type { CacheEntry, Milliseconds } from '@modular-agent/cache-contract';
import type { Call } from '../../calls/call.ts';
import type { Command } from '../../calls/command.ts';
import type { Waiter } from '../../calls/waiter.ts';
import type { Dispatcher } from '../../dispatch/dispatcher.ts';
import type { CommandArguments } from '../../wire/command-arguments.ts';
import type { Reply } from '../../wire/reply.ts';

/** One lease that is asked for, and the value that is read behind it. */
export interface Acquire {
  readonly lease: string;
  readonly value: string;
  readonly token: string;
  readonly ttl: Milliseconds;
  /** Also from a holder. */
  readonly take: boolean;
}

/** What came of it. */
export interface Acquired {
  readonly isGranted: boolean;
  readonly entry: CacheEntry | undefined;
  /** Was the lease granted by another node than the one that was asked? Then the value was read too early, maybe. */
  readonly wasRedirected: boolean;
}

/** One that has its turn, and is sent with others of the same tick. */
interface Waiting {
  readonly command: CommandArguments;
  readonly granting: Waiter<boolean>;
  readonly reading: Waiter<CacheEntry | undefined>;
  readonly found: Promise<CacheEntry | undefined>;
  readonly value: string;
  sent: Command | undefined;
}

/**
 * Asks for leases, and reads the values right behind: a SET for each and, for all of one tick together, the MGET of the values
 * behind them on the same connection. The server runs them in this order, so that what was stored before a lease was granted is
 * seen. The two need one place among the calls in flight, and are counted as two.
 */
export class Acquires {
  readonly #dispatcher: Dispatcher;
  readonly #read: (reply: Reply) => CacheEntry | undefined;
  #waiting: Waiting[] = [];
  readonly #flush = (): void => {
    const waiting = this.#waiting;
    this.#waiting = [];
    const wanted = waiting.filter((each) => this.#isWanted(each));
    if (wanted.length === 0) return;
    for (const each of wanted) each.sent = this.#dispatcher.writeFor(each.granting, each.command);
    const readers = wanted.map(({ reading }) => reading);
    this.#dispatcher.readNames(readers, wanted.map(({ value }) => value)); // prettier-ignore
  };

  /** @param dispatcher Whose reads take the way of the writes. */
  constructor(dispatcher: Dispatcher, read: (reply: Reply) => CacheEntry | undefined) {
    this.#dispatcher = dispatcher;
    this.#read = read;
  }

  /** @throws CacheAbortError or CacheOverloadedError; nothing was sent then. */
  async acquire(call: Call, { lease, value, token, ttl, take }: Acquire): Promise<Acquired> {
    const conditions = take ? ['PX', String(ttl)] : ['NX', 'PX', String(ttl)];
    const command = ['SET', lease, token, ...conditions];
    const bytes = lease.length + token.length + value.length;
    let waiting: Waiting | undefined;
    const send = (granting: Waiter<boolean>): void => {
      waiting = this.#add(call, command, granting, value);
    };
    const isHeld = await this.#grant(call, lease, bytes, send);
    const entry = await waiting?.found;
    return { isGranted: isHeld, entry, wasRedirected: (waiting?.sent?.redirections ?? 0) > 0 };
  }

  /** @param send Told when the call has its turn. */
  #grant(call: Call, lease: string, bytes: number, send: (granting: Waiter<boolean>) => void): Promise<boolean> {
    if (this.#dispatcher.mustWait(call, bytes)) {
      const terms = { call, name: lease, isRead: false, read: isGranted, observer: undefined };
      return this.#dispatcher.enqueue({ ...terms, measure: () => bytes, send });
    }
    const granting = this.#dispatcher.admit(call, bytes, Infinity, isGranted);
    const granted = granting.promise;
    send(granting);
    return granted;
  }

  #add(call: Call, command: CommandArguments, granting: Waiter<boolean>, value: string): Waiting {
    const reading = this.#dispatcher.admitBeside(call, this.#read);
    const found = reading.promise;
    // Whoever is not granted a lease does not wait for it.
    found.catch(() => {});
    const waiting: Waiting = { command, granting, reading, found, value, sent: undefined };
    if (this.#waiting.length === 0) nextTick(this.#flush);
    this.#waiting.push(waiting);
    return waiting;
  }

  /** Does the caller still wait? One that was aborted meanwhile is not sent: nobody would release its lease. */
  #isWanted({ granting, reading }: Waiting): boolean {
    if (!granting.isSettled) return true;
    this.#dispatcher.dismiss(granting);
    this.#dispatcher.dismiss(reading);
    return false;
  }
}

function isGranted(reply: Reply): boolean {
  return reply !== null;
}
