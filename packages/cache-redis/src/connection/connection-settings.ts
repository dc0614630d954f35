import type { Milliseconds } from '@modular-agent/cache-contract';
import type { RedisServerLabel } from '../options/redis-server-label.ts';
import type { SessionSourceSettings } from './session-source.ts';

export interface ConnectionSettings extends SessionSourceSettings {
  readonly server: RedisServerLabel;
  /** How long a call may wait for the first connection. */
  readonly acquireTimeout: Milliseconds;
  readonly healthCheckInterval: Milliseconds;
}

/** What a connection tells its owner. */
export interface ConnectionListener {
  /** Its state has changed. @param reason Why, as a sentence; `undefined` where nothing went wrong. */
  onState(reason: string | undefined): void;
  /** The server refuses writes, as it is a replica: whoever is the master now has to be looked up again. */
  onReadOnly(): void;
}
