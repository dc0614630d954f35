import {
  CacheClosedError,
  CacheOverloadedError,
  CacheTimeoutError,
  type CacheErrorOutcome,
  type CacheOperation,
  type Milliseconds,
} from '@modular-agent/cache-contract';
import type { Allowance } from './allowance.ts';

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
  /** How long it may take in all; with a `queueTimeout` each of its round trips, from its sending. */
  readonly timeout: Milliseconds;
  /** When it must have ended, by `performance.now()`, where it is one round trip and `timeout` does not start again. */
  readonly endsAt: Milliseconds;
  /** Limit of the wait before the call is sent. If absent, `timeout` includes that wait. */
  readonly queueTimeout: Milliseconds | undefined;
  /** Limit from the sending to the last byte of the reply, while bytes arrive. 0: `timeout` never starts again. */
  readonly transferTimeout: Milliseconds;
  /** Shares the `queueTimeout` among several round trips; absent for one round trip, or without a `queueTimeout`. */
  readonly allowance: Allowance | undefined;
}

/** Whether `timeout` starts when the call is sent, or again while bytes arrive, rather than with the call. */
export function isTimedFromSending({ queueTimeout, transferTimeout }: Call): boolean {
  return queueTimeout !== undefined || transferTimeout > 0;
}

/** When half of the call's time will have passed, counted from now. */
export function halfTime(call: Call, now: Milliseconds): Milliseconds {
  return isTimedFromSending(call) ? now + call.timeout / 2 : (now + call.endsAt) / 2;
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

/** The bytes of a reply came for as long as they may. */
export function slowTransferError(call: Call, target: string): CacheTimeoutError {
  return new CacheTimeoutError(
    `Redis at ${target} took longer than the transferTimeout of ${call.transferTimeout} ms for the whole answer; raise it, or store smaller values`,
    callPlace(call, true),
  );
}

/** The call has waited for as long as it may. @param reason What it waited for. */
export function notSentError(call: Call, reason: string): CacheTimeoutError {
  return new CacheTimeoutError(
    `the call was not sent within its queueTimeout of ${call.queueTimeout} ms: ${reason}`,
    callPlace(call, false),
  );
}

/** The call has waited for its turn for as long as it may. */
export function noTurnError(call: Call): CacheOverloadedError {
  return new CacheOverloadedError(
    `the call was not sent within its queueTimeout of ${call.queueTimeout} ms: too many calls to Redis were in flight; make fewer at once, or raise maxPendingCalls and maxPendingBytes`,
    callPlace(call, false),
  );
}

/** Is it over for parts of a batch that were not begun? With a `queueTimeout` each part has its own time. */
export function isTooLate(call: Call): boolean {
  return call.queueTimeout === undefined && performance.now() >= call.endsAt;
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
