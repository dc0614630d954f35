import { CacheServerError, type CacheError, type Milliseconds } from '@modular-agent/cache-contract';
import type { Reply } from '../wire/reply.ts';
import type { AbortWatch } from './abort-watch.ts';
import { callPlace, type Call } from './call.ts';

/** Told how a waiter's call ended. */
export interface WaiterObserver {
  /** @param error What it rejected with. */
  ended(call: Call, error: CacheError | undefined, now: Milliseconds): void;
}

/** Somebody who waits for the answer of one round trip. Settles once; whatever comes later is dropped. */
export class Waiter<T = unknown> {
  readonly call: Call;
  #promise: Promise<T> | undefined;
  /** Is the command that it waits for on its way? */
  isSent = false;
  /** From when on a second try may be made for it; `Infinity` once it was, or where there is none. */
  retryAt: Milliseconds;
  #settled = false;
  /** How often it was sent without having failed yet. */
  #tries = 1;
  #firstFailure: CacheError | undefined;
  readonly #read: (reply: Reply) => T;
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
  }

  /** What it waits for. To be asked for before it settles: a waiter keeps no answer in memory. */
  get promise(): Promise<T> {
    if (this.#promise === undefined) throw new Error('this waiter has settled');
    return this.#promise;
  }

  get isSettled(): boolean {
    return this.#settled;
  }

  /** @param now By `performance.now()`: asking for it costs, and many are answered at once. */
  answer(reply: Reply, now: Milliseconds): void {
    if (this.#settled) return;
    let value: T;
    try {
      value = this.#read(reply);
    } catch (error) {
      this.fail(unreadableError(this.call, error));
      return;
    }
    const resolve = this.#resolve;
    this.#settle(undefined, now);
    resolve(value);
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

  #settle(error: CacheError | undefined, now: Milliseconds): void {
    this.#settled = true;
    this.#promise = undefined;
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
