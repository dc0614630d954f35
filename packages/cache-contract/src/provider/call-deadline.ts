import type { CallOptions } from '../call-options.ts';
import { parseDuration, type Milliseconds } from '../duration.ts';
import { CacheAbortError } from '../errors/cache-abort-error.ts';
import { CacheOptionError } from '../errors/cache-option-error.ts';
import { checkOptions } from './check-arguments.ts';
import type { ErrorPlace } from '../errors/error-place.ts';

/** @throws CacheAbortError if the signal is already aborted, CacheOptionError if it is none (a controller, say). */
export function checkSignal(signal: AbortSignal | undefined, place: ErrorPlace = {}): void {
  if (signal === undefined) return;
  if (!isSignal(signal)) throw new CacheOptionError('signal must be an AbortSignal', { ...place, option: 'signal' });
  if (signal.aborted) throw abortError(signal, place);
}

/** What a call that was aborted by this signal rejects with. */
export function abortError(
  signal: AbortSignal,
  place: ErrorPlace & { readonly outcome?: 'not-applied' | 'unknown' } = {},
): CacheAbortError {
  return new CacheAbortError('the call was aborted by its signal', { ...place, cause: signal.reason });
}

/** Node.js runs a longer timer at once. */
const longestTimeout = 2 ** 31 - 1;

/**
 * How long the call may take: its own `timeout`, else the default.
 *
 * @throws CacheOptionError if that is more than 24 days, or the options are no object.
 */
export function callTimeout(
  options: CallOptions | undefined,
  defaultTimeout: Milliseconds,
  place: ErrorPlace = {},
): Milliseconds {
  checkOptions(options, place);
  const timeout = options?.timeout;
  if (timeout === undefined) return defaultTimeout;
  const milliseconds = parseDuration(timeout, 'timeout', place);
  if (milliseconds <= longestTimeout) return milliseconds;
  throw new CacheOptionError(`timeout is ${milliseconds} ms; every call has a deadline, of at most 24 days`, {
    ...place,
    option: 'timeout',
  });
}

function isSignal(signal: unknown): signal is AbortSignal {
  if (typeof signal !== 'object' || signal === null || !('aborted' in signal)) return false;
  return 'addEventListener' in signal && typeof signal.addEventListener === 'function';
}
