import type { Milliseconds } from '@modular-agent/cache-contract';
import { bounded } from '../calls/bounded.ts';
import type { Load } from '../calls/load.ts';
import type { RedisCredentials } from '../options/credentials.ts';
import type { RedisAddress } from '../options/redis-address.ts';
import { maxEntryBytes } from '../codec/max-entry-bytes.ts';
import { ClientChannel } from '../wire/client-channel.ts';
import { Wire } from '../wire/wire.ts';
import { newClient } from './new-client.ts';
import { Session, type SessionListener } from './session.ts';
import { catchSocket } from './catch-socket.ts';

/** Connecting took longer than it may. */
export class ConnectTimeoutError extends Error {
  override readonly name = 'ConnectTimeoutError';
}

/** What an attempt to connect is given. */
export interface Attempt {
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Told once, with the reason, if the session breaks after it was open and before it was ended. */
  readonly onLost: (reason: unknown) => void;
  readonly load: Load;
  readonly listener: SessionListener;
}

/** Opens one connection and logs in. @throws Error of any class; nothing of the attempt is left then. */
export type OpenSession = (attempt: Attempt) => Promise<Session>;

/** Opens connections of this package's own. Neither an attempt nor a session keeps the process running. */
export function sessionOpener(address: RedisAddress, timeout: Milliseconds): OpenSession {
  return async (attempt) => {
    const startedAt = performance.now();
    const credentials = await readCredentials(address, timeout, attempt.signal);
    return await open(address, credentials, timeout - (performance.now() - startedAt), attempt);
  };
}

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
  address: RedisAddress,
  credentials: RedisCredentials | undefined,
  timeout: Milliseconds,
  { signal, onLost, load, listener }: Attempt,
): Promise<Session> {
  const socket = new AbortController();
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => {});
  // The bound below comes first; without any the client would set one of 5 s.
  const client = newClient(address, credentials, timeout + 1_000, socket.signal);
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
    if (session === undefined) broken.reject(error);
    else if (session.isOpen) onLost(error);
  });
  try {
    const { connected, socket: findSocket } = catchSocket(() => client.connect());
    await bounded(Promise.race([connected, broken.promise]), {
      milliseconds: timeout,
      signal,
      unref: true,
      onAbort: givenUp,
      onTimeout: () => new ConnectTimeoutError(isConnected ? 'no answer to the handshake' : 'no connection'),
    });
    const raw = findSocket();
    const channel =
      raw === undefined
        ? new ClientChannel(client)
        : new Wire(raw, maxEntryBytes, (error) => session?.isOpen === true && onLost(error));
    session = new Session(channel, raw, end, load, listener);
    return session;
  } catch (error) {
    end();
    throw error;
  }
}

function givenUp(): Error {
  return new Error('the attempt was given up');
}
