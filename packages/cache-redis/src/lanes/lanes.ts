import type { Milliseconds } from '@modular-agent/cache-contract';
import type { Command } from '../calls/command.ts';
import type { Load } from '../calls/load.ts';
import { Connection } from '../connection/connection.ts';
import type { ConnectionListener, ConnectionSettings } from '../connection/connection-settings.ts';
import { isRefusing } from '../connection/connection-state.ts';
import { leastLoaded } from './least-loaded.ts';
import { sweep } from './sweep.ts';

export interface LaneSettings extends ConnectionSettings {
  /** How many connections calls may use, from 1. */
  readonly lanes: number;
}

/**
 * The connections to one server that calls go over. All writes take the first, so that those of one key stay in order;
 * reads take the one with the least on its way.
 */
export class Lanes {
  readonly connections: readonly Connection[];
  /** The server, as errors say it. */
  readonly name: string;
  /** The one of them that takes the writes. */
  readonly writes: Connection;
  readonly #load: Load;

  constructor(settings: LaneSettings, load: Load, listener: ConnectionListener) {
    this.#load = load;
    this.name = settings.server.target;
    this.writes = new Connection(settings, load, listener);
    const others = Array.from({ length: settings.lanes - 1 }, () => new Connection(settings, load, listener));
    this.connections = [this.writes, ...others];
  }

  /** Would a command be refused now, as the server is known to be unavailable? */
  refuses(isRead: boolean): boolean {
    if (!isRefusing(this.writes.state)) return false;
    return !isRead || this.connections.every(({ readySession }) => readySession === undefined);
  }

  /** Sends a counted command. Commands reach the server in the order of these calls. */
  write(command: Command): void {
    this.writes.submit(command);
  }

  /** Sends a counted command that changes nothing: it may be sent twice. */
  read(command: Command): void {
    leastLoaded(this.connections).submit(command);
  }

  /** Looks up anew where the server is, and connects to there; what is in flight is still answered. Never rejects. */
  renew(reason: string): void {
    for (const connection of this.connections) void connection.renew(reason);
  }

  /** Watches over deadlines, second tries and silence. @returns When there is something to do next. */
  sweep(now: Milliseconds): Milliseconds {
    return sweep(this.connections, this.#load, now);
  }

  /** Cuts every connection. Idempotent. */
  close(): void {
    for (const connection of this.connections) connection.close();
  }
}
