import { addAbortListener } from 'node:events';
import { CacheTimeoutError, type Milliseconds } from '@modular-agent/cache-contract';
import { abortError } from '@modular-agent/cache-contract/provider';

/** Bounds of a caller's wait. */
export interface CallerLimits {
  readonly cache: string;
  readonly key: string | undefined;
  readonly signal: AbortSignal | undefined;
  /** `Infinity` for no bound. */
  readonly timeout: Milliseconds;
}

/**
 * Waits for work until the caller's signal or timeout ends the wait; the work goes on.
 *
 * @param onLeave Called when the caller waits no longer, with the reason.
 * @throws CacheAbortError or CacheTimeoutError when the wait ends.
 */
export async function withinCallersLimits<T>(
  work: Promise<T>,
  { cache: provider, key, signal, timeout }: CallerLimits,
  onLeave: (reason: unknown) => void = () => {},
): Promise<T> {
  if (signal === undefined && timeout === Infinity) return await work;
  const { promise: left, reject } = Promise.withResolvers<never>();
  const leave = (error: Error, reason: unknown): void => {
    onLeave(reason);
    reject(error);
  };
  const late = (): void => {
    const error = new CacheTimeoutError(`it took longer than ${timeout} ms`, { provider, key, outcome: 'unknown' });
    leave(error, error);
  };
  const listener =
    signal && addAbortListener(signal, () => leave(abortError(signal, { provider, key }), signal.reason));
  const timer = timeout < Infinity ? setTimeout(late, timeout) : undefined;
  try {
    return await Promise.race([work, left]);
  } finally {
    listener?.[Symbol.dispose]();
    clearTimeout(timer);
  }
}
