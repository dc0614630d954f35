import { findLauncher } from './find-launcher.ts';
import { launchAtFreePort } from './launch-at-free-port.ts';
import type { RunningServer } from './launcher.ts';
import { redisServer } from './redis-server.ts';
import type { RedisServer } from './redis-server.ts';
import { makeServerTls, type ClientCertificates } from './server-tls.ts';

/** Somebody who may log in. */
export interface AclUser {
  readonly name: string;
  readonly password: string;
  /** What the user may do, as ACL SETUSER takes it: `['~agent:*', '+get']`. */
  readonly rules: readonly string[];
}

export interface StartRedisOptions {
  /** What clients must log in with (`requirepass`). Default: none. */
  readonly password?: string;
  /** Users that are there from the first moment, over every restart, beside `default`. */
  readonly users?: readonly AclUser[];
  /** Serve TLS alone, with certificates made for this server. Default: no. */
  readonly tls?: boolean | { readonly clientCertificates: ClientCertificates };
  /** Further command-line arguments, e.g. `['--maxmemory', '1mb']`. Port, address, folder and log stay as they are. */
  readonly args?: readonly string[];
  /** Default: a free one below the range that the system lends to outgoing connections. */
  readonly port?: number;
}

/**
 * Starts a real Redis (or Valkey) server of its own for a test; resolves when it answers PING.
 *
 * The way is the first that this machine can go: a container where Docker answers, `redis-server` or `valkey-server` on
 * the PATH, or Debian's own packages unpacked into a cache folder (fetched once, no root needed). REDIS_TESTING forces
 * one. It listens on loopback, persists nothing and shares nothing with another server.
 *
 * A server that is never stopped does not keep the process from ending, and ends with it, even on SIGKILL: a process by
 * a watchdog, a container by testcontainers' Ryuk (unless TESTCONTAINERS_RYUK_DISABLED is set).
 *
 * @throws NoRedisServerError if no way is open; PortTakenError if `port` is given and taken; RedisStartError, with the
 * end of the server's log, if it is not ready after 10 seconds (a container: 30).
 */
export async function startRedis(options: StartRedisOptions = {}): Promise<RedisServer> {
  const { password, users = [], tls: encryption = false } = options;
  const clientCertificates = typeof encryption === 'object' ? encryption.clientCertificates : 'none';
  const tls = encryption === false ? undefined : makeServerTls(clientCertificates);
  const args = [...users.flatMap(userArguments), ...(options.args ?? [])];
  const launcher = await findLauncher();
  const launchAt = (port: number): Promise<RunningServer> => launcher.launch({ port, password, args, tls });
  const { port, running } =
    options.port === undefined
      ? await launchAtFreePort(launchAt)
      : { port: options.port, running: await launchAt(options.port) };
  return redisServer(running, { port, password, tls: tls?.forClients }, () => launchAt(port));
}

function userArguments({ name, password, rules }: AclUser): string[] {
  return ['--user', name, 'on', `>${password}`, ...rules];
}
