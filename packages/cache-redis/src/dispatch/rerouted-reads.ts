import type { Milliseconds } from '@modular-agent/cache-contract';
import type { Command } from '../calls/command.ts';
import type { Waiter } from '../calls/waiter.ts';
import type { RedisCacheState } from '../connection/redis-cache-state.ts';
import type { Lanes } from '../lanes/lanes.ts';
import type { Servers } from './servers.ts';

/** The same servers, where reads take the way of the writes, so that both keep one order. */
export function inOrder(servers: Servers): Servers {
  return new ReroutedReads(servers, (command) => servers.write(command));
}

/** The same servers, where no read goes to a replica. */
export function fromMaster(servers: Servers): Servers {
  return new ReroutedReads(servers, (command) => servers.read(command, 'master'));
}

class ReroutedReads implements Servers {
  readonly #servers: Servers;
  readonly read: (command: Command) => void;

  constructor(servers: Servers, read: (command: Command) => void) {
    this.#servers = servers;
    this.read = read;
  }

  get state(): RedisCacheState {
    return this.#servers.state;
  }

  get isSharded(): boolean {
    return this.#servers.isSharded;
  }

  get nodes(): readonly Lanes[] {
    return this.#servers.nodes;
  }

  get masters(): readonly Lanes[] | undefined {
    return this.#servers.masters;
  }

  nodeOf(name: string): string | undefined {
    return this.#servers.nodeOf(name);
  }

  refuses(name: string): boolean {
    return this.#servers.refuses(name, false);
  }

  gather(waiters: readonly Waiter[], names: readonly string[]): readonly Command[] {
    return this.#servers.gather(waiters, names);
  }

  write(command: Command): void {
    this.#servers.write(command);
  }

  sweep(now: Milliseconds): Milliseconds {
    return this.#servers.sweep(now);
  }

  close(): void {
    this.#servers.close();
  }
}
