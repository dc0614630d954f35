import type { Milliseconds } from '@modular-agent/cache-contract';
import type { Command } from '../calls/command.ts';
import type { Load } from '../calls/load.ts';
import type { Waiter } from '../calls/waiter.ts';
import type { ConnectionListener } from '../connection/connection-settings.ts';
import type { OpenSession } from '../connection/open-session.ts';
import type { RedisCacheState } from '../connection/redis-cache-state.ts';
import type { Servers } from '../dispatch/servers.ts';
import { Lanes, type LaneSettings } from '../lanes/lanes.ts';
import { sharedReads } from './shared-reads.ts';

export interface SingleServerSettings extends LaneSettings {
  /** Opens connections to a replica, where reads are to go to one. */
  readonly openReplica?: OpenSession | undefined;
  /** Ends what goes with it. */
  readonly onClose?: () => void;
}

/** One server that holds everything, or the master that Sentinels name; reads may go to a replica of it. */
export class SingleServer implements Servers {
  readonly isSharded = false;
  readonly #master: Lanes;
  readonly #replica: Lanes | undefined;
  readonly #onClose: (() => void) | undefined;

  constructor(settings: SingleServerSettings, load: Load, onState: ConnectionListener['onState']) {
    const { openReplica } = settings;
    this.#onClose = settings.onClose;
    this.#master = new Lanes(settings, load, {
      onState,
      onReadOnly: () => this.#master.renew('the server is a replica now'),
      onRefused: () => false,
    });
    this.#replica =
      openReplica &&
      new Lanes({ ...settings, open: openReplica }, load, {
        onState: () => {},
        onReadOnly: () => {},
        onRefused: () => false,
      });
  }

  get state(): RedisCacheState {
    return this.#master.writes.state.kind;
  }

  get nodes(): readonly Lanes[] {
    return this.#replica === undefined ? [this.#master] : [this.#master, this.#replica];
  }

  get masters(): readonly Lanes[] {
    return [this.#master];
  }

  nodeOf(): string {
    return this.#master.name;
  }

  refuses(_name: string, isRead: boolean): boolean {
    return this.#master.refuses(isRead) && !(isRead && this.#replica?.writes.state.kind === 'ready');
  }

  gather(waiters: readonly Waiter[], names: readonly string[]): readonly Command[] {
    return sharedReads(waiters, names);
  }

  write(command: Command): void {
    this.#master.write(command);
  }

  read(command: Command, from?: 'master'): void {
    const replica = from === 'master' ? undefined : this.#replica;
    replica?.writes.use();
    (replica?.writes.state.kind === 'ready' ? replica : this.#master).read(command);
  }

  /** There is another master: connections to the one before are not waited for. */
  move(): void {
    for (const { connections } of this.nodes) {
      for (const connection of connections) connection.move('the Sentinels name another master');
    }
  }

  sweep(now: Milliseconds): Milliseconds {
    return Math.min(this.#master.sweep(now), this.#replica?.sweep(now) ?? Infinity);
  }

  close(): void {
    this.#onClose?.();
    for (const lanes of this.nodes) lanes.close();
  }
}
