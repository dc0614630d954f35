import { CacheUnavailableError, type Milliseconds } from '@modular-agent/cache-contract';
import { callPlace, timeoutError, type Call } from '../calls/call.ts';
import type { Command } from '../calls/command.ts';
import type { Load } from '../calls/load.ts';
import type { Waiter } from '../calls/waiter.ts';
import type { Connection } from '../connection/connection.ts';

/**
 * Ends the calls whose time is over, sends reads once more whose half time is, and replaces connections that fell silent.
 * O(calls in flight).
 */
export function sweep(connections: readonly Connection[], load: Load, now: Milliseconds): void {
  for (const connection of connections) {
    for (const command of connection.commands) {
      const late = checkWaiters(connection, command, now);
      if (late.length > 0) tryAgain(connections, connection, command, late, load);
    }
    connection.checkSilence(now);
  }
}

/** Ends what is over. @returns Who may be given a second try. */
function checkWaiters(connection: Connection, command: Command, now: Milliseconds): Waiter[] {
  const late: Waiter[] = [];
  for (const waiter of command.waiters) {
    if (waiter.isSettled) continue;
    const { call, isSent } = waiter;
    if (isSent ? call.endsAt <= now : waitEnd(connection, call) <= now) {
      if (isSent) {
        waiter.fail(timeoutError(call, connection.target));
        connection.missed(call);
      } else {
        waiter.fail(noConnectionError(connection, call));
        connection.waitedInVain(Math.min(call.timeout, connection.acquireTimeout));
      }
    } else if (isSent && waiter.retryAt <= now) {
      waiter.retryAt = Infinity;
      late.push(waiter);
    }
  }
  return late;
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
