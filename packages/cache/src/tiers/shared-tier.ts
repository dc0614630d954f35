import type { CallOptions, EntryStore, Milliseconds } from '@modular-agent/cache-contract';
import { failureKind, isCallersMistake, lateError, TierFailure } from './tier-failure.ts';

/** How long calls of a tier may take. */
export interface TierLimits {
  /** One round trip, from sent to answered. */
  readonly tierTimeout: Milliseconds;
  /** Waiting before a call is sent. */
  readonly queueTimeout: Milliseconds;
  /** A write that goes on in the background, in all; also a reply that arrives slowly. */
  readonly storeTimeout: Milliseconds;
}

/** Observes the calls of tiers. */
export interface TierObserver {
  /** A moment in the order of calls and failures. */
  readonly moment: number;
  /**
   * Called after each call.
   *
   * @param failure Absent if the call went well.
   * @param began The moment at which the call began.
   */
  readonly ended: (tier: string, failure: TierFailure | undefined, isWrite: boolean, began: number) => void;
}

/** How much longer than its timeouts a call may take before a guard gives it up. */
const guardSlack: Milliseconds = 10;

/**
 * A store that processes share: its calls end in time and reject only with the caller's mistakes; a failure is a result.
 */
export class SharedTier {
  readonly name: string;
  readonly entries: EntryStore;
  /** Options of a call that a caller waits for. */
  readonly callOptions: CallOptions;
  /** Options of a write that may go on in the background. */
  readonly writeOptions: CallOptions;
  /** Maximum time that a caller waits for its write; the write goes on. */
  readonly writeWait: Milliseconds;
  readonly #timeout: Milliseconds;
  readonly #storeTimeout: Milliseconds;
  readonly #isGuarded: boolean;
  readonly #observer: TierObserver;
  readonly #callLimit: Milliseconds;
  readonly #writeLimit: Milliseconds;

  /** @param keepsTimeouts Whether its calls settle in time by themselves. */
  constructor(name: string, entries: EntryStore, keepsTimeouts: boolean, limits: TierLimits, observer: TierObserver) {
    const { tierTimeout: timeout, queueTimeout, storeTimeout } = limits;
    this.name = name;
    this.entries = entries;
    this.#isGuarded = !keepsTimeouts;
    this.#observer = observer;
    const transferTimeout = Math.max(timeout, storeTimeout);
    this.callOptions = Object.freeze(keepsTimeouts ? { timeout, queueTimeout, transferTimeout } : { timeout });
    this.writeOptions = Object.freeze(
      keepsTimeouts ? { timeout, queueTimeout: storeTimeout, transferTimeout } : { timeout: storeTimeout },
    );
    this.#timeout = timeout;
    this.#storeTimeout = storeTimeout;
    this.writeWait = keepsTimeouts ? queueTimeout + timeout : timeout;
    this.#callLimit = timeout + guardSlack;
    this.#writeLimit = storeTimeout + guardSlack;
  }

  /** Makes a call that a caller waits for. Rejects with the caller's mistakes. */
  call<T>(work: (options: CallOptions) => Promise<T>): Promise<T | TierFailure> {
    const result = work(this.callOptions);
    return this.#settle(this.#isGuarded ? within(this.#callLimit, this.name, result) : result, false);
  }

  /** Makes a call that waits for its turn for as long as a write may. Rejects with the caller's mistakes. */
  callInTurn<T>(work: (options: CallOptions) => Promise<T>): Promise<T | TierFailure> {
    return this.#isGuarded ? this.call(work) : this.#settle(work(this.writeOptions), false);
  }

  /** Makes a write that may go on after its caller was answered. Rejects with the caller's mistakes. */
  write<T>(work: (options: CallOptions) => Promise<T>): Promise<T | TierFailure> {
    const result = work(this.writeOptions);
    return this.#settle(this.#isGuarded ? within(this.#writeLimit, this.name, result) : result, true);
  }

  /**
   * Until when (`performance.now()`) a write whose outcome is unknown since now may still land, if clocks agree: the store refuses
   * it later. A tier that keeps timeouts counts them from the sending.
   *
   * @param startedAt The time of the write's call.
   */
  writeEndsAt(startedAt: Milliseconds): Milliseconds {
    return this.#isGuarded ? startedAt + this.#storeTimeout : performance.now() + this.#timeout;
  }

  async #settle<T>(work: Promise<T>, isWrite: boolean): Promise<T | TierFailure> {
    const began = this.#observer.moment;
    try {
      const result = await work;
      this.#observer.ended(this.name, undefined, isWrite, began);
      return result;
    } catch (error) {
      return this.#fail(error, isWrite, began);
    }
  }

  #fail(error: unknown, isWrite: boolean, began: number): TierFailure {
    if (isCallersMistake(error)) throw error;
    const failure = new TierFailure(this.name, failureKind(error, isWrite), error);
    this.#observer.ended(this.name, failure, isWrite, began);
    return failure;
  }
}

/** Rejects with a CacheTimeoutError if work does not end by then, whatever it promised. */
function within<T>(milliseconds: Milliseconds, provider: string, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    let immediate: NodeJS.Immediate | undefined;
    const giveUp = (): void => reject(lateError(provider, milliseconds));
    // What came in while this process was too busy to read it is read before the immediate runs.
    const timer = setTimeout(() => (immediate = setImmediate(giveUp)), milliseconds);
    const stop = (): void => {
      clearTimeout(timer);
      clearImmediate(immediate);
    };
    work.then(
      (result) => {
        stop();
        return resolve(result);
      },
      (error: unknown) => {
        stop();
        reject(error);
      },
    );
  });
}
