import type { Milliseconds } from '@modular-agent/cache-contract';
import { isIP } from 'node:net';
import {
  createClient,
  type RedisClientOptions,
  type RedisFunctions,
  type RedisModules,
  type RedisScripts,
  type RespVersions,
} from 'redis';
import { optionError } from '../options/option-error.ts';
import type { RedisCredentials } from '../options/credentials.ts';
import type { RedisAddress } from '../options/redis-address.ts';
import type { RedisClientLike } from '../options/redis-client-like.ts';

/** What is used of a client of this package's own: it connects once, and is thrown away when it is lost. */
export interface Client extends Pick<RedisClientLike, 'sendCommand'> {
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
export function newClient(
  address: RedisAddress,
  credentials: RedisCredentials | undefined,
  resp: 2 | 3,
  connectTimeout: Milliseconds,
  signal: AbortSignal,
): Client {
  const client: unknown = template().duplicate({
    ...ownOptions(resp, place(address), connectTimeout, signal),
    database: address.db,
    ...(credentials?.username === undefined ? {} : { username: credentials.username }),
    ...(credentials === undefined ? {} : { password: credentials.password }),
  });
  return client as Client;
}

/** One like it to the place where somebody else's is connected, logged in as that. @throws CacheOptionError */
export function duplicateClient(
  client: RedisClientLike,
  resp: 2 | 3,
  connectTimeout: Milliseconds,
  signal: AbortSignal,
): Client {
  if (client.duplicate === undefined) {
    throw optionError('client', 'has no duplicate(), and a subscription needs a connection of its own');
  }
  return client.duplicate(ownOptions(resp, client.options?.socket, connectTimeout, signal)) as Client;
}

function ownOptions(
  resp: 2 | 3,
  socket: object | undefined,
  connectTimeout: Milliseconds,
  signal: AbortSignal,
): Partial<RedisClientOptions<RedisModules, RedisFunctions, RedisScripts, RespVersions>> {
  return {
    RESP: resp,
    // A lost connection is replaced by a new client: this one's state can't be trusted, nor its handshake be bounded.
    socket: { ...socket, connectTimeout, reconnectStrategy: false, signal },
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled',
    commandOptions: { timeout: 0 },
  };
}

function place({ host, port, path, tls }: RedisAddress): object {
  if (path !== undefined) return { path };
  if (tls === undefined) return { host, port };
  // A name that is an address can't be told to the server, nor need it be.
  const servername = tls.servername ?? (isIP(host) === 0 ? host : undefined);
  return { host, port, ...tls, tls: true, ...(servername === undefined ? {} : { servername }) };
}

/**
 * The client that all others are made after; it never connects. `createClient` builds a class of 500 commands each time,
 * which holds the process for 20 to 50 ms; a duplicate takes the class that is there.
 */
const template = once(() => createClient({ maintNotifications: 'disabled' }));

function once<T>(make: () => T): () => T {
  let made: { readonly it: T } | undefined;
  return () => (made ??= { it: make() }).it;
}
