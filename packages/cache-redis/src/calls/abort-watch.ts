import type { CacheError } from '@modular-agent/cache-contract';
import { abortError } from '@modular-agent/cache-contract/provider';
import { callPlace, type Call } from './call.ts';

/** A call that can be failed. */
interface Abortable {
  readonly call: Call;
  readonly isSent: boolean;
  fail(error: CacheError): void;
}

/** One signal's waiters, and its listener. */
interface Watch {
  readonly waiters: Set<Abortable>;
  readonly onAbort: () => void;
}

/**
 * Fails waiters whose signal is aborted. One listener for each signal: a thousand of them on one that many calls share would
 * cost a walk over all of them for each.
 */
export class AbortWatch {
  readonly #watches = new Map<AbortSignal, Watch>();

  add(signal: AbortSignal, waiter: Abortable): void {
    let watch = this.#watches.get(signal);
    if (watch === undefined) {
      const waiters = new Set<Abortable>();
      const onAbort = (): void => {
        for (const each of waiters) each.fail(abortError(signal, callPlace(each.call, each.isSent)));
      };
      watch = { waiters, onAbort };
      this.#watches.set(signal, watch);
      signal.addEventListener('abort', onAbort, { once: true });
    }
    watch.waiters.add(waiter);
  }

  remove(signal: AbortSignal, waiter: Abortable): void {
    const watch = this.#watches.get(signal);
    if (watch?.waiters.delete(waiter) !== true || watch.waiters.size > 0) return;
    this.#watches.delete(signal);
    signal.removeEventListener('abort', watch.onAbort);
  }
}
