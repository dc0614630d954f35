import {
  CacheClosedError,
  CacheTimeoutError,
  type CacheErrorOutcome,
  type CacheOperation,
  type Milliseconds,
} from '@modular-agent/cache-contract';

/** One call of the provider on its way, or one round trip of it. */
export interface Call {
  readonly provider: string;
  readonly operation: CacheOperation;
  readonly key: string | undefined;
  /** Does it change anything? Then its outcome is in doubt once it was sent. */
  readonly writes: boolean;
  readonly signal: AbortSignal | undefined;
  /** When it was made, by `performance.now()`. */
  readonly startedAt: Milliseconds;
  /** How long it may take in all. */
  readonly timeout: Milliseconds;
  /** When it must have ended, by `performance.now()`. */
  readonly endsAt: Milliseconds;
}

/** Which call an error is about. */
export type CallSubject = Pick<Call, 'provider' | 'key' | 'writes'>;

/** What an error says about its call. */
export interface CallPlace {
  readonly provider: string;
  readonly key: string | undefined;
  readonly outcome: CacheErrorOutcome;
}

/** What an error of this call says about it. @param sent Is it on its way to the server? */
export function callPlace(call: CallSubject, sent: boolean): CallPlace {
  return { provider: call.provider, key: call.key, outcome: call.writes && sent ? 'unknown' : 'not-applied' };
}

/** @param target The server, as errors say it. */
export function timeoutError(call: Call, target: string): CacheTimeoutError {
  return new CacheTimeoutError(
    `Redis at ${target} did not answer within ${call.timeout} ms; if that is too short for this network, raise socketTimeout or the call's timeout`,
    callPlace(call, true),
  );
}

/** The time of a batch is over, and a part of it was not sent yet. */
export function tooLateError(call: Call): CacheTimeoutError {
  return new CacheTimeoutError(
    `the batch took longer than its ${call.timeout} ms, so that this part of it was not sent; give it a longer timeout, or fewer entries at once`,
    callPlace(call, false),
  );
}

export function closedError(call: CallSubject, sent: boolean): CacheClosedError {
  return new CacheClosedError(
    `the provider '${call.provider}' was closed; make a new one to go on`,
    callPlace(call, sent),
  );
}
