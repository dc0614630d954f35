import type { Connection } from '../connection/connection.ts';
import { stateChannel, type StateEvent } from './channels.ts';
import type { RedisCacheState } from './redis-cache-state.ts';

/** Tells of the changes of a provider's state. */
export class StateWatch {
  readonly #provider: string;
  readonly #writes: Connection;
  #told: RedisCacheState = 'idle';

  /** @param writes The connection that takes the writes. */
  constructor(provider: string, writes: Connection) {
    this.#provider = provider;
    this.#writes = writes;
  }

  get state(): RedisCacheState {
    return this.#writes.state.kind;
  }

  /** A connection has changed. */
  update(reason: string | undefined): void {
    const { state } = this;
    const previous = this.#told;
    if (state === previous) return;
    this.#told = state;
    if (stateChannel.hasSubscribers) {
      stateChannel.publish({ provider: this.#provider, state, previous, reason } satisfies StateEvent);
    }
  }
}
