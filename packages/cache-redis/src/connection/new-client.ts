import type { Milliseconds } from '@modular-agent/cache-contract';
import { isIP } from 'node:net';
import { createClient, RESP_TYPES } from 'redis';
import type { RedisAddress } from '../options/redis-address.ts';
import type { RedisCommands } from './redis-commands.ts';
import { setIfNewerScript } from './set-if-newer-script.ts';

/** What is used of node-redis's client: it connects once, and is thrown away when it is lost. */
export interface Client extends RedisCommands {
  connect(): Promise<unknown>;
  /** Does not reach a socket that is still connecting. */
  destroy(): void;
  unref(): void;
  on(event: 'connect', listener: () => void): unknown;
  on(event: 'error', listener: (error: unknown) => void): unknown;
}

/**
 * A client that keeps to what this package can answer for: it queues nothing while it is offline, opens no second socket
 * and sets no timer for a command.
 *
 * @param signal Cuts its socket in every phase.
 */
export function newClient(address: RedisAddress, connectTimeout: Milliseconds, signal: AbortSignal): Client {
  const { host, port, db, username, password, ssl } = address;
  const client: unknown = template().duplicate({
    socket: {
      host,
      port,
      connectTimeout,
      // A lost connection is replaced by a new client: this one's state can't be trusted, nor its handshake be bounded.
      reconnectStrategy: false,
      signal,
      ...(ssl ? { tls: true, ...(isIP(host) === 0 ? { servername: host } : {}) } : {}),
    },
    database: db,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled',
    commandOptions: { timeout: 0, typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } },
  });
  // The type of a duplicate forgets the script.
  return client as Client;
}

/**
 * The client that all others are made after; it never connects. `createClient` builds a class of 500 commands each time,
 * which holds the process for 20 to 50 ms; a duplicate takes the class that is there.
 */
const template = once(() =>
  createClient({ scripts: { setIfNewer: setIfNewerScript }, maintNotifications: 'disabled' }),
);

function once<T>(make: () => T): () => T {
  let made: { readonly it: T } | undefined;
  return () => (made ??= { it: make() }).it;
}
