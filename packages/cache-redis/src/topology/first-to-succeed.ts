import type { Milliseconds } from '@modular-agent/cache-contract';

/**
 * The outcome of the first of some attempts that succeeds: the next one begins when one has failed, or has taken longer
 * than `patience`. The others are ended by their signals; what one of them brings all the same is given to `discard`.
 *
 * @param signal Ends all of them.
 * @throws Error of the first attempt, once all have failed.
 */
export function firstToSucceed<T>(
  attempts: readonly ((signal: AbortSignal) => Promise<T>)[],
  patience: Milliseconds,
  signal: AbortSignal,
  discard: (late: T) => void,
): Promise<T> {
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const errors: unknown[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  let begun = 0;
  let timer: NodeJS.Timeout | undefined;
  const succeed = (value: T): void => {
    if (over.signal.aborted) {
      discard(value);
      return;
    }
    clearTimeout(timer);
    over.abort();
    resolve(value);
  };
  const fail = (at: number, error: unknown): void => {
    errors[at] = error;
    if (over.signal.aborted) return;
    if (begun < attempts.length && !signal.aborted) begin();
    else if (Object.keys(errors).length === begun) reject(errors[0]);
  };
  const begin = (): void => {
    clearTimeout(timer);
    const at = begun++;
    if (begun < attempts.length) timer = setTimeout(begin, patience).unref();
    attempts[at]?.(either).then(succeed, (error: unknown) => fail(at, error));
  };
  begin();
  return promise;
}
