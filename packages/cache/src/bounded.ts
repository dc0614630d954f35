import { addAbortListener } from 'node:events';
import { CacheTimeoutError, type Milliseconds } from '@modular-agent/cache-contract';
import { abortError } from '@modular-agent/cache-contract/provider';

/** How long somebody waits. */
export interface Bounds {
  readonly cache: string;
  readonly key: string | undefined;
  readonly signal: AbortSignal | undefined;
  /** `Infinity`: as long as it takes. */
  readonly timeout: Milliseconds;
}

/**
 * Waits for something for as long as the caller will. It goes on without him.
 *
 * @param onLeave Told when he waits no longer, and why.
 * @throws CacheAbortError or CacheTimeoutError when he leaves.
 */
export async function bounded<T>(
  work: Promise<T>,
  { cache: provider, key, signal, timeout }: Bounds,
  onLeave: (reason: unknown) => void = () => {},
): Promise<T> {
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
