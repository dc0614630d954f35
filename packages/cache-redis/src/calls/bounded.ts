import { setImmediate } from 'node:timers';
import type { Milliseconds } from '@modular-agent/cache-contract';

/** What ends the wait for a promise before it settles. */
export interface Bound {
  readonly milliseconds: Milliseconds;
  readonly onTimeout: () => Error;
  readonly signal?: AbortSignal | undefined;
  readonly onAbort?: (signal: AbortSignal) => Error;
  /** Must the wait not keep the process running? Default: it does. */
  readonly unref?: boolean;
}

/**
 * The outcome of `work`, or a rejection at its bound. What `work` does later is discarded, an error too; timer and
 * listener are gone once this has settled.
 */
export async function bounded<T>(work: Promise<T>, bound: Bound): Promise<T> {
  const { signal, onAbort } = bound;
  const end = Promise.withResolvers<never>();
  // Whichever loses the race below may still reject.
  work.catch(() => {});
  end.promise.catch(() => {});
  let ended = false;
  const timeOut = (): void => {
    if (!ended) end.reject(bound.onTimeout());
  };
  const abort = (): void => {
    if (signal !== undefined && onAbort !== undefined) end.reject(onAbort(signal));
  };
  // An answer that came in while this process was too busy to read it is read before the immediate runs.
  const timer = setTimeout(() => setImmediate(timeOut), bound.milliseconds);
  if (bound.unref === true) timer.unref();
  try {
    if (signal?.aborted === true) abort();
    else signal?.addEventListener('abort', abort, { once: true });
    return await Promise.race([work, end.promise]);
  } finally {
    ended = true;
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}
