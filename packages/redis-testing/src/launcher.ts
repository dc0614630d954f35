import type { ServerTls } from './server-tls.ts';

/** How a server is come by: a container, a binary on the PATH, or one unpacked from Debian's packages. */
export type WayName = 'docker' | 'path' | 'debian';

export type RedisFlavour = 'redis' | 'valkey';

export interface LaunchSettings {
  /** The port that clients connect to. */
  readonly port: number;
  readonly password: string | undefined;
  readonly args: readonly string[];
  /** Absent: not encrypted. */
  readonly tls?: ServerTls | undefined;
  /** Absent: it stands alone. */
  readonly group?: ServerGroup | undefined;
}

/** Servers that tell each other, and clients, where they are: their addresses must hold for all alike. */
interface ServerGroup {
  /** Outlasts each server's life. The servers may write there, and find what they wrote in their next life. */
  readonly folder: string;
  /** Set for a Sentinel: the file in the folder that it is configured by and that it changes. */
  readonly sentinelFile?: string;
}

/** Starts servers by one way that is known to work on this machine. */
export interface Launcher {
  /** What servers are started from, for the line that says so. */
  readonly description: string;
  /**
   * Starts a server and resolves once it answers PING.
   *
   * @throws PortTakenError if another process holds the port; RedisStartError, with the end of the server's log, if it
   * does not get ready.
   */
  launch(settings: LaunchSettings): Promise<RunningServer>;
}

/** One life of a server: from its start to its end, once. */
export interface RunningServer {
  readonly host: string;
  readonly version: string;
  readonly flavour: RedisFlavour;
  /** Asks the server to shut down, resolves when it is gone and its files are removed. */
  end(): Promise<void>;
  /** SIGKILL; resolves when the server is gone and its files are removed. */
  kill(): Promise<void>;
  /** Freezes the server: connections stay open, nothing is answered. */
  pause(): Promise<void>;
  resume(): Promise<void>;
}

/** A server was started and did not get ready; the message ends with the last lines of its log. */
export class RedisStartError extends Error {
  override readonly name: string = 'RedisStartError';
}

/** The port belongs to another process. */
export class PortTakenError extends RedisStartError {
  override readonly name = 'PortTakenError';
}
