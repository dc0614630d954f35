import {
  CacheClosedError,
  CacheError,
  CacheOverloadedError,
  CacheUnavailableError,
  type Milliseconds,
} from '@modular-agent/cache-contract';
import { abortError, checkSignal } from '@modular-agent/cache-contract/provider';
import type { Connection, ConnectionState } from '../connection/connection.ts';
import type { RedisCommands } from '../connection/redis-commands.ts';
import type { Session } from '../connection/session.ts';
import { bounded } from './bounded.ts';
import { callPlace, timeLeft, timeoutError, type Call } from './call.ts';
import { replyError } from './reply-error.ts';

/** What a call asks of a connection, in one round trip. */
export type Command<T> = (commands: RedisCommands) => Promise<T>;

/** The most calls that one connection has in flight: memory stays bounded while a server says nothing. */
const maxInFlight = 10_000;

/**
 * Sends a command within the call's time. On a ready connection it is handed over before this returns, so that calls go
 * out in the order in which they were made; otherwise it waits for the first attempt to connect, or is refused.
 *
 * @throws CacheUnavailableError, CacheTimeoutError, CacheAbortError, CacheOverloadedError, CacheServerError or
 * CacheClosedError.
 */
export async function sendCall<T>(connection: Connection, call: Call, command: Command<T>): Promise<T> {
  checkSignal(call.signal, callPlace(call, false));
  const state = connection.use();
  const session = readySession(
    state.kind === 'opening' ? await firstConnection(connection, state.opened, call) : state,
    call,
  );
  checkLoad(session.inFlight, call);
  try {
    return await bounded(session.send(command), {
      milliseconds: timeLeft(call),
      signal: call.signal,
      onTimeout: () => timeoutError(call, connection.target),
      onAbort: (signal) => abortError(signal, callPlace(call, true)),
    });
  } catch (error) {
    const isCut = connection.state.kind === 'closed' && !CacheError.isInstance(error);
    throw isCut ? closedError(call, true) : replyError(error, call);
  }
}

/** Waits for the first attempt to connect, within the call's time. */
async function firstConnection(
  connection: Connection,
  opened: Promise<ConnectionState>,
  call: Call,
): Promise<ConnectionState> {
  checkLoad(connection.waiting, call);
  connection.waiting++;
  const { acquireTimeout, target } = connection;
  const wait = Math.min(timeLeft(call), acquireTimeout);
  try {
    return await bounded(opened, {
      milliseconds: wait,
      signal: call.signal,
      onTimeout: () => {
        connection.waitedInVain(Math.min(call.timeout, acquireTimeout));
        return noConnectionError(call, target, wait);
      },
      onAbort: (signal) => abortError(signal, callPlace(call, false)),
    });
  } finally {
    connection.waiting--;
  }
}

function noConnectionError(call: Call, target: string, wait: Milliseconds): CacheUnavailableError {
  return new CacheUnavailableError(
    `Redis at ${target} gave no connection within ${Math.round(wait)} ms, and is still tried; is the server stopped, or does it want TLS (option ssl)? If it is only slow, raise socketTimeout`,
    callPlace(call, false),
  );
}

function checkLoad(inFlight: number, call: Call): void {
  if (inFlight < maxInFlight) return;
  throw new CacheOverloadedError(
    `${maxInFlight} calls to Redis are already in flight; make fewer at once`,
    callPlace(call, false),
  );
}

function readySession(state: ConnectionState, call: Call): Session {
  if (state.kind === 'ready' && state.session.isOpen) return state.session;
  if (state.kind === 'closed') throw closedError(call, false);
  throw new CacheUnavailableError(
    state.kind === 'down' ? state.failure.message : 'the connection to Redis was lost; a new one is being opened',
    { ...callPlace(call, false), cause: state.kind === 'down' ? state.failure.cause : undefined },
  );
}

export function closedError(call: Pick<Call, 'provider' | 'key' | 'writes'>, sent: boolean): CacheClosedError {
  return new CacheClosedError('the cache was closed; make a new provider to go on', callPlace(call, sent));
}
