import type { Milliseconds } from '@modular-agent/cache-contract';
import { bounded } from '../calls/bounded.ts';
import type { RedisAddress } from '../options/redis-address.ts';
import { newClient } from './new-client.ts';
import { Session } from './session.ts';

/** Connecting took longer than it may. */
export class ConnectTimeoutError extends Error {
  override readonly name = 'ConnectTimeoutError';
}

/**
 * Opens one connection and logs in. Neither the attempt nor the session keeps the process running.
 *
 * @param onLost Told once, with the reason, if the session breaks after it was open and before it was ended.
 * @throws Error of any class; nothing of the attempt is left then.
 */
export async function openSession(
  address: RedisAddress,
  timeout: Milliseconds,
  signal: AbortSignal,
  onLost: (reason: unknown) => void,
): Promise<Session> {
  const socket = new AbortController();
  // The bound below comes first; without any the client would set one of 5 s.
  const client = newClient(address, timeout + 1_000, socket.signal);
  client.unref();
  const end = (): void => {
    client.destroy();
    socket.abort();
  };
  let isConnected = false;
  let session: Session | undefined;
  client.on('connect', () => (isConnected = true));
  // Always listened to: an `error` event that nobody listens to ends the process.
  client.on('error', (error: unknown) => {
    // Also what can't be parsed comes here: from then on answers may belong to other calls.
    if (session === undefined || !session.isOpen) return;
    session.end();
    onLost(error);
  });
  try {
    await bounded(client.connect(), {
      milliseconds: timeout,
      signal,
      unref: true,
      onAbort: () => new Error('the attempt was given up'),
      onTimeout: () => new ConnectTimeoutError(isConnected ? 'no answer to the handshake' : 'no connection'),
    });
  } catch (error) {
    end();
    throw error;
  }
  session = new Session(client, end);
  return session;
}
