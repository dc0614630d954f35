import type { Milliseconds } from '@modular-agent/cache-contract';
import type { ErrorReply } from 'redis';
import type { Command } from '../calls/command.ts';
import type { RedisServerLabel } from '../options/redis-server-label.ts';
import type { SessionSourceSettings } from './session-source.ts';

export interface ConnectionSettings extends SessionSourceSettings {
  readonly server: RedisServerLabel;
  /** How long a call may wait for the first connection. */
  readonly acquireTimeout: Milliseconds;
  readonly healthCheckInterval: Milliseconds;
  /** Takes what waited for the first connection, where it does not go over that one itself. */
  readonly forward?: (command: Command) => void;
}

/** What a connection tells its owner. */
export interface ConnectionListener {
  /** Its state has changed. @param reason Why, as a sentence; `undefined` where nothing went wrong. */
  onState(reason: string | undefined): void;
  /** The server refuses writes, as it is a replica: whoever is the master now has to be looked up again. */
  onReadOnly(): void;
  /** The server refused a command, which is no longer counted. @returns Is it seen to elsewhere? Else it fails. */
  onRefused(command: Command, error: ErrorReply, code: string): boolean;
}
