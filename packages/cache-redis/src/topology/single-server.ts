import type { Milliseconds } from '@modular-agent/cache-contract';
import { Command } from '../calls/command.ts';
import type { Load } from '../calls/load.ts';
import type { Waiter } from '../calls/waiter.ts';
import type { ConnectionListener } from '../connection/connection-settings.ts';
import type { RedisCacheState } from '../connection/redis-cache-state.ts';
import type { Servers } from '../dispatch/servers.ts';
import { Lanes, type LaneSettings } from '../lanes/lanes.ts';
import { sharedReads } from './shared-reads.ts';

/** One server that holds everything. */
export class SingleServer implements Servers {
  readonly nodes: readonly [Lanes];
  readonly #lanes: Lanes;

  constructor(settings: LaneSettings, load: Load, onState: ConnectionListener['onState']) {
    this.#lanes = new Lanes(settings, load, {
      onState,
      onReadOnly: () => this.#lanes.renew('the server is a replica now'),
    });
    this.nodes = [this.#lanes];
  }

  get state(): RedisCacheState {
    return this.#lanes.writes.state.kind;
  }

  gather(waiters: readonly Waiter[], names: readonly string[]): readonly Command[] {
    return sharedReads(waiters, names);
  }

  write(command: Command): void {
    this.#lanes.write(command);
  }

  read(command: Command): void {
    this.#lanes.read(command);
  }

  sweep(now: Milliseconds): void {
    this.#lanes.sweep(now);
  }

  close(): void {
    this.#lanes.close();
  }
}
