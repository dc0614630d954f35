import { CacheClosedError, parseDuration, type CallOptions, type Duration } from '@modular-agent/cache-contract';
import { callTimeout, checkSignal, type ErrorPlace } from '@modular-agent/cache-contract/provider';

/** What every call of a provider passes first. Once shut it stays shut. */
export class CallGate {
  readonly provider: string;
  #isOpen = true;

  constructor(provider: string) {
    this.provider = provider;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  shut(): void {
    this.#isOpen = false;
  }

  /**
   * Lets a call begin. What it then does is done at once, so that no timeout can run out; but one must be meant.
   *
   * @throws CacheClosedError after `shut`, CacheAbortError if its signal is aborted, CacheOptionError if a timeout is none.
   */
  enter(options?: CallOptions, key?: string): void {
    // Small, so that it is inlined where calls are frequent.
    if (options !== undefined || !this.#isOpen) this.#examine(options, key);
  }

  #examine(options: CallOptions | undefined, key: string | undefined): void {
    const place = { provider: this.provider, key };
    if (!this.#isOpen) throw new CacheClosedError(`the provider "${this.provider}" is closed`, place);
    callTimeout(options, Infinity, place);
    checkDuration('queueTimeout', options?.queueTimeout, place);
    checkDuration('transferTimeout', options?.transferTimeout, place);
    checkSignal(options?.signal, place);
  }
}

function checkDuration(option: string, duration: Duration | undefined, place: ErrorPlace): void {
  if (duration !== undefined) parseDuration(duration, option, place);
}
