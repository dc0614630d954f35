import type { CacheState } from './cache-state.ts';
import { stateChannel, type CacheStateEvent } from './channels.ts';

/** Knows what a cache has to do without at present, and tells who listens when that changes. */
export class Health {
  readonly #cache: string;
  readonly #troubles = new Set<string>();
  #isClosed = false;
  #told: CacheState = 'ready';
  #isTelling = false;

  constructor(cache: string) {
    this.#cache = cache;
  }

  get state(): CacheState {
    if (this.#isClosed) return 'closed';
    return this.#troubles.size > 0 ? 'degraded' : 'ready';
  }

  /** What is amiss: names of tiers that failed when they were last called, `coordination`, `messages`, `pending`. */
  get troubles(): readonly string[] {
    return [...this.#troubles];
  }

  note(trouble: string, isWell: boolean): void {
    if (this.#troubles.has(trouble) !== isWell) return;
    if (isWell) this.#troubles.delete(trouble);
    else this.#troubles.add(trouble);
    this.#tell();
  }

  close(): void {
    this.#isClosed = true;
    this.#publish();
  }

  /** With all that comes to be amiss at this moment. */
  #tell(): void {
    if (this.#isTelling || !stateChannel.hasSubscribers) return;
    this.#isTelling = true;
    setImmediate(() => {
      this.#isTelling = false;
      this.#publish();
    });
  }

  #publish(): void {
    const { state, troubles } = this;
    const previous = this.#told;
    if (state === previous) return;
    this.#told = state;
    const event: CacheStateEvent = { cache: this.#cache, state, previous, troubles };
    stateChannel.publish(event);
  }
}
