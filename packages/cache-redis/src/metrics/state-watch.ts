import type { RedisCacheState } from '../connection/redis-cache-state.ts';
import { stateChannel, type StateEvent } from './channels.ts';

/** Tells of the changes of a provider's state. */
export class StateWatch {
  readonly #provider: string;
  readonly #servers: { readonly state: RedisCacheState };
  #told: RedisCacheState = 'idle';

  constructor(provider: string, servers: { readonly state: RedisCacheState }) {
    this.#provider = provider;
    this.#servers = servers;
  }

  get state(): RedisCacheState {
    return this.#servers.state;
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
