import { CacheUnavailableError, type Milliseconds } from '@modular-agent/cache-contract';
import { callPlace, notSentError, slowTransferError, timeoutError, type Call } from '../calls/call.ts';
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
        if (!waiter.isSettled) next = Math.min(next, checkWaiter(connections, connection, waiter, now, late));
      }
      if (late.length > 0) tryAgain(connections, connection, command, late, load);
    }
    connection.checkSilence(now);
  }
  return next;
}

/** Ends it if it is over, or adds it to those who may be given a second try. @returns When there is something to do next. */
function checkWaiter(
  connections: readonly Connection[],
  connection: Connection,
  waiter: Waiter,
  now: Milliseconds,
  late: Waiter[],
): Milliseconds {
  if (!waiter.isSent) return checkUnsent(connection, waiter, now);
  if (waiter.call.transferTimeout > 0 && Math.min(waiter.endsAt, waiter.retryAt) <= now) {
    extend(waiter, waiter.hasSecondTry ? connections : [connection], now);
  }
  if (waiter.endsAt <= now) {
    const { call, transferEndsAt } = waiter;
    const { target } = connection;
    waiter.fail(waiter.endsAt === transferEndsAt ? slowTransferError(call, target) : timeoutError(call, target));
    connection.missed(call);
    return Infinity;
  }
  if (waiter.retryAt > now) return Math.min(waiter.endsAt, waiter.retryAt);
  waiter.retryAt = Infinity;
  late.push(waiter);
  return waiter.endsAt;
}

/** Puts the end and the second try off if bytes have moved of late over what its command was sent by. */
function extend(waiter: Waiter, connections: readonly Connection[], now: Milliseconds): void {
  const { timeout } = waiter.call;
  const movedAt = Math.max(
    ...connections.map(({ session }) =>
      session === undefined ? -Infinity : session.movedAt(now) + session.unseenTime,
    ),
  );
  if (waiter.endsAt <= now) waiter.extend(movedAt + timeout);
  if (waiter.retryAt <= now && movedAt + timeout / 2 > now) waiter.retryAt = movedAt + timeout / 2;
}

/** Ends one that has waited too long for the first connection. @returns When there is something to do next. */
function checkUnsent(connection: Connection, waiter: Waiter, now: Milliseconds): Milliseconds {
  const { call } = waiter;
  const { queueTimeout } = call;
  const end = queueTimeout === undefined ? waitEnd(connection, call) : waiter.waitEndsAt;
  if (end > now) return Math.min(end, queueTimeout === undefined ? waiter.retryAt : now + call.timeout / 2);
  if (queueTimeout === undefined) {
    waiter.fail(noConnectionError(connection, call));
    connection.waitedInVain(Math.min(call.timeout, connection.acquireTimeout));
  } else {
    waiter.fail(notSentError(call, `Redis at ${connection.target} gave no connection, and is still tried`));
    connection.waitedInVain(queueTimeout);
  }
  return Infinity;
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
