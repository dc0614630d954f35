import { CacheUnavailableError, type Milliseconds } from '@modular-agent/cache-contract';
import { callPlace, timeoutError, type Call } from '../calls/call.ts';
import type { Command } from '../calls/command.ts';
import type { Load } from '../calls/load.ts';
import type { Waiter } from '../calls/waiter.ts';
import type { Connection } from '../connection/connection.ts';

/**
 * Ends the calls whose time is over, sends reads once more whose half time is, and replaces connections that fell silent.
 * O(calls in flight).
 *
 * @returns When there is something to do next; `Infinity` if nothing is in flight.
 */
export function sweep(connections: readonly Connection[], load: Load, now: Milliseconds): Milliseconds {
  let next = Infinity;
  for (const connection of connections) {
    for (const command of connection.commands) {
      const late: Waiter[] = [];
      for (const waiter of command.waiters) {
        if (!waiter.isSettled) next = Math.min(next, checkWaiter(connection, waiter, now, late));
      }
      if (late.length > 0) tryAgain(connections, connection, command, late, load);
    }
    connection.checkSilence(now);
  }
  return next;
}

/** Ends it if it is over, or adds it to those who may be given a second try. @returns When there is something to do next. */
function checkWaiter(connection: Connection, waiter: Waiter, now: Milliseconds, late: Waiter[]): Milliseconds {
  const { call, isSent } = waiter;
  const end = isSent ? call.endsAt : waitEnd(connection, call);
  if (end <= now) {
    if (isSent) {
      waiter.fail(timeoutError(call, connection.target));
      connection.missed(call);
    } else {
      waiter.fail(noConnectionError(connection, call));
      connection.waitedInVain(Math.min(call.timeout, connection.acquireTimeout));
    }
    return Infinity;
  }
  if (!isSent || waiter.retryAt > now) return Math.min(end, waiter.retryAt);
  waiter.retryAt = Infinity;
  late.push(waiter);
  return end;
}

function tryAgain(
  connections: readonly Connection[],
  slow: Connection,
  command: Command,
  late: readonly Waiter[],
  load: Load,
): void {
  const others = connections.filter((connection) => connection !== slow);
  const other =
    others.find(({ state }) => state.kind === 'ready') ??
    others.find(({ state }) => state.kind === 'idle' || state.kind === 'connecting');
  if (other === undefined) return;
  const again = command.again(late);
  load.addRetry(again);
  other.submit(again);
}

/** Until when a call waits for the first connection. */
function waitEnd(connection: Connection, call: Call): Milliseconds {
  return Math.min(call.endsAt, call.endsAt - call.timeout + connection.acquireTimeout);
}

function noConnectionError(connection: Connection, call: Call): CacheUnavailableError {
  const { acquireTimeout, target } = connection;
  const [wait, option] =
    acquireTimeout < call.timeout ? [acquireTimeout, 'acquireTimeout'] : [call.timeout, 'socketTimeout'];
  return new CacheUnavailableError(
    `Redis at ${target} gave no connection within ${wait} ms, and is still tried; is the server stopped, or does it want TLS (option ssl)? If it is only slow, raise ${option}`,
    callPlace(call, false),
  );
}
