import { CacheServerError, type CacheError, type Milliseconds } from '@modular-agent/cache-contract';
import type { Reply } from '../wire/reply.ts';
import type { AbortWatch } from './abort-watch.ts';
import { callPlace, isTimedFromSending, type Call } from './call.ts';

/** Told how a waiter's call ended. */
export interface WaiterObserver {
  /** @param error What it rejected with. */
  ended(call: Call, error: CacheError | undefined, now: Milliseconds): void;
}

/** When it was last sent and must have been answered, by `performance.now()`. */
interface Timing {
  sentAt: Milliseconds;
  /** Is it to be written to the socket at the end of this tick? */
  isGoing: boolean;
  endsAt: Milliseconds;
  /** Until when it may wait to be sent, if its call has no allowance. */
  waitEndsAt: Milliseconds;
}

/** Somebody who waits for the answer of one round trip. Settles once; whatever comes later is dropped. */
export class Waiter<T = unknown> {
  readonly call: Call;
  #promise: Promise<T> | undefined;
  /** Is the command that it waits for on its way? */
  isSent = false;
  /** Present if the call is timed from its sending: most are not, and numbers that change cost memory. */
  readonly #timing: Timing | undefined;
  /** From when on a second try may be made for it; `Infinity` once it was, or where there is none. */
  retryAt: Milliseconds;
  #settled = false;
  /** How often it was sent without having failed yet. */
  #tries = 1;
  #firstFailure: CacheError | undefined;
  #read: ((reply: Reply) => T) | undefined;
  #resolve: (value: unknown) => void = ignore;
  #reject: (error: CacheError) => void = ignore;
  readonly #observer: WaiterObserver | undefined;
  readonly #aborts: AbortWatch | undefined;

  /**
   * @param read Makes the answer of the reply.
   * @param aborts Watches over the call's signal, if it has one.
   */
  constructor(
    call: Call,
    read: (reply: Reply) => T,
    retryAt: Milliseconds,
    observer?: WaiterObserver,
    aborts?: AbortWatch,
  ) {
    this.call = call;
    this.#observer = observer;
    this.retryAt = retryAt;
    this.#read = read;
    this.#promise = new Promise<T>((resolve, reject) => {
      this.#resolve = resolve as (value: unknown) => void;
      this.#reject = reject;
    });
    this.#aborts = call.signal === undefined ? undefined : aborts;
    if (call.signal !== undefined) aborts?.add(call.signal, this);
    if (!isTimedFromSending(call)) return;
    const waitEndsAt = call.startedAt + (call.queueTimeout ?? Infinity);
    this.#timing = { endsAt: call.endsAt, sentAt: Infinity, isGoing: false, waitEndsAt };
    call.allowance?.begin(performance.now());
  }

  /** What it waits for. To be asked for before it settles: a waiter keeps no answer in memory. */
  get promise(): Promise<T> {
    if (this.#promise === undefined) throw new Error('this waiter has settled');
    return this.#promise;
  }

  get isSettled(): boolean {
    return this.#settled;
  }

  /** Is it sent, and sent once more, without either having failed? */
  get hasSecondTry(): boolean {
    return this.#tries > 1;
  }

  /** Until when it may wait to be sent, where its call has a `queueTimeout`. */
  get waitEndsAt(): Milliseconds {
    return this.call.allowance?.waitEndsAt ?? this.#timing?.waitEndsAt ?? Infinity;
  }

  /** When it must have been answered, by `performance.now()`; with a `queueTimeout` this counts once it is sent. */
  get endsAt(): Milliseconds {
    return this.#timing === undefined ? this.call.endsAt : this.#timing.endsAt;
  }

  /** Until when `timeout` may start again while bytes arrive. */
  get transferEndsAt(): Milliseconds {
    return (this.#timing?.sentAt ?? Infinity) + this.call.transferTimeout;
  }

  /** Bytes were seen to move: it has until then, as far as its `transferTimeout` goes. */
  extend(endsAt: Milliseconds): void {
    if (this.#timing === undefined) return;
    this.#timing.endsAt = Math.max(this.#timing.endsAt, Math.min(endsAt, this.transferEndsAt));
  }

  /** Whether its command is on its way to a server that may carry it out. */
  markSent(isSent: boolean): void {
    const hasChanged = isSent !== this.isSent;
    this.isSent = isSent;
    if (this.#timing !== undefined && hasChanged && !this.#settled) this.#countSending(this.#timing);
  }

  /** @param now By `performance.now()`: asking for it costs, and many are answered at once. */
  answer(reply: Reply, now: Milliseconds): void {
    if (this.#settled) return;
    const read = this.#read as (reply: Reply) => T;
    let value: T;
    try {
      value = read(reply);
    } catch (error) {
      this.fail(unreadableError(this.call, error));
      return;
    }
    const resolve = this.#resolve;
    this.#settle(undefined, now);
    resolve(value);
  }

  /** Passes one item of the reply to `read`. */
  take(item: Reply, index: number, read: (item: Reply, index: number) => void): void {
    if (this.#settled) return;
    try {
      read(item, index);
    } catch (error) {
      this.fail(unreadableError(this.call, error));
    }
  }

  /** The reply came without an answer to this one. */
  miss(): void {
    if (!this.#settled) this.fail(unreadableError(this.call, new Error('the list has no item for this key')));
  }

  fail(error: CacheError): void {
    if (this.#settled) return;
    const reject = this.#reject;
    this.#settle(error, performance.now());
    reject(error);
  }

  /** It is sent once more. */
  addTry(): void {
    this.#tries++;
  }

  /** One try has failed; with the last one it fails, by the first one's error. */
  loseTry(error: CacheError): void {
    this.#firstFailure ??= error;
    if (--this.#tries === 0) this.fail(this.#firstFailure);
  }

  /** Does its time begin with the sending? */
  get isTimed(): boolean {
    return this.#timing !== undefined;
  }

  /** Its command was written to the socket: its time begins. */
  hasGone(now: Milliseconds): void {
    // A second try has the time of the first.
    if (this.#timing?.isGoing === true && !this.#settled) this.#beginTime(this.#timing, now);
    if (this.#timing !== undefined) this.#timing.isGoing = false;
  }

  #countSending(timing: Timing): void {
    const { allowance } = this.call;
    if (this.isSent) {
      timing.isGoing = true;
      allowance?.send(performance.now());
      return;
    }
    const now = performance.now();
    if (timing.sentAt < Infinity) timing.waitEndsAt += now - timing.sentAt;
    allowance?.sendBack(now);
  }

  #beginTime(timing: Timing, now: Milliseconds): void {
    timing.sentAt = now;
    if (this.call.queueTimeout === undefined) return;
    timing.endsAt = now + this.call.timeout;
    if (this.retryAt < Infinity) this.retryAt = now + this.call.timeout / 2;
  }

  #settle(error: CacheError | undefined, now: Milliseconds): void {
    this.#settled = true;
    if (this.#timing !== undefined) this.call.allowance?.end(this.isSent, now);
    // A waiter may live on for a while; the answer must not.
    this.#promise = undefined;
    this.#read = undefined;
    this.#resolve = ignore;
    this.#reject = ignore;
    this.#observer?.ended(this.call, error, now);
    if (this.call.signal !== undefined) this.#aborts?.remove(this.call.signal, this);
  }
}

/** What is no answer to the command: from a server that is none of Redis, or something between. */
function unreadableError(call: Call, cause: unknown): CacheServerError {
  return new CacheServerError(
    "the server's answer is none to this command; is it Redis or Valkey, and nothing between?",
    {
      ...callPlace(call, true),
      reply: 'ERR',
      cause,
    },
  );
}

function ignore(): void {}
