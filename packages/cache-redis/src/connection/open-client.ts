import type { Milliseconds } from '@modular-agent/cache-contract';
import type { Socket } from 'node:net';
import { bounded } from '../calls/bounded.ts';
import type { RedisCredentials } from '../options/credentials.ts';
import type { RedisAddress } from '../options/redis-address.ts';
import type { RedisClientLike } from '../options/redis-client-like.ts';
import { catchSocket } from './catch-socket.ts';
import { duplicateClient, newClient, type Client } from './new-client.ts';

/** Connecting took longer than it may. */
export class ConnectTimeoutError extends Error {
  override readonly name = 'ConnectTimeoutError';
}

/** A client that is connected and logged in. */
interface OpenClient {
  readonly client: Client;
  /** Its socket; `undefined` where this runtime does not tell of it. */
  readonly socket: Socket | undefined;
  /** Cuts it. Idempotent. */
  readonly end: () => void;
}

/**
 * Opens one connection and logs in. Neither the attempt nor the connection keeps the process running.
 *
 * @param signal Ends the attempt.
 * @param onLost Told, with the reason, if it breaks after it was open and before it was ended.
 * @throws Error of any class; nothing of the attempt is left then.
 */
export type ClientOpener = (signal: AbortSignal, onLost: (reason: unknown) => void) => Promise<OpenClient>;

/** @param resp The version of the protocol that is agreed on. */
export function clientOpener(address: RedisAddress, resp: 2 | 3, timeout: Milliseconds): ClientOpener {
  return async (signal, onLost) => {
    const startedAt = performance.now();
    const credentials = await readCredentials(address, timeout, signal);
    const timeLeft = timeout - (performance.now() - startedAt);
    return await open((cut) => newClient(address, credentials, resp, timeLeft + spare, cut), timeLeft, signal, onLost);
  };
}

/** Opens connections to where a client of somebody else's is connected. */
export function likeClient(client: RedisClientLike, resp: 2 | 3, timeout: Milliseconds): ClientOpener {
  return async (signal, onLost) =>
    await open((cut) => duplicateClient(client, resp, timeout + spare, cut), timeout, signal, onLost);
}

/** How much later than here the client gives up; without any bound it would set one of 5 s. */
const spare: Milliseconds = 1_000;

async function readCredentials(
  { credentials }: RedisAddress,
  timeout: Milliseconds,
  signal: AbortSignal,
): Promise<RedisCredentials | undefined> {
  return await bounded(credentials.read(), {
    milliseconds: timeout,
    signal,
    unref: true,
    onAbort: givenUp,
    onTimeout: () => new ConnectTimeoutError('no answer from credentialsProvider'),
  });
}

async function open(
  makeClient: (cut: AbortSignal) => Client,
  timeout: Milliseconds,
  signal: AbortSignal,
  onLost: (reason: unknown) => void,
): Promise<OpenClient> {
  const cut = new AbortController();
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => {});
  const client = makeClient(cut.signal);
  client.unref();
  const end = (): void => {
    client.destroy();
    cut.abort();
  };
  let isConnected = false;
  let isOpen = false;
  client.on('connect', () => (isConnected = true));
  // Always listened to: an `error` event that nobody listens to ends the process.
  client.on('error', (error: unknown) => {
    // Also what can't be parsed comes here: from then on answers may belong to other calls.
    if (!isOpen) broken.reject(error);
    else if (!cut.signal.aborted) onLost(error);
  });
  try {
    const { connected, socket } = catchSocket(() => client.connect());
    await bounded(Promise.race([connected, broken.promise]), {
      milliseconds: timeout,
      signal,
      unref: true,
      onAbort: givenUp,
      onTimeout: () => new ConnectTimeoutError(isConnected ? 'no answer to the handshake' : 'no connection'),
    });
    isOpen = true;
    return { client, socket: socket(), end };
  } catch (error) {
    end();
    throw error;
  }
}

function givenUp(): Error {
  return new Error('the attempt was given up');
}
