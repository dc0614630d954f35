import type { CacheState } from './cache-state.ts';
import { stateChannel, type CacheStateEvent } from './channels.ts';

/** The state of a cache, with its reasons; publishes changes. */
export class Health {
  readonly #cache: string;
  readonly #problems = new Set<string>();
  #isClosed = false;
  #published: CacheState = 'ready';
  #isPublishing = false;

  constructor(cache: string) {
    this.#cache = cache;
  }

  get state(): CacheState {
    if (this.#isClosed) return 'closed';
    return this.#problems.size > 0 ? 'degraded' : 'ready';
  }

  /** Names of tiers that failed when they were last called, `coordination`, `messages`, `pending`. */
  get problems(): readonly string[] {
    return [...this.#problems];
  }

  note(problem: string, isWell: boolean): void {
    if (this.#problems.has(problem) !== isWell) return;
    if (isWell) this.#problems.delete(problem);
    else this.#problems.add(problem);
    this.#publishSoon();
  }

  close(): void {
    this.#isClosed = true;
    this.#publish();
  }

  /** Publishes once for all that changes in one turn. */
  #publishSoon(): void {
    if (this.#isPublishing || !stateChannel.hasSubscribers) return;
    this.#isPublishing = true;
    setImmediate(() => {
      this.#isPublishing = false;
      this.#publish();
    });
  }

  #publish(): void {
    const { state, problems } = this;
    const previous = this.#published;
    if (state === previous) return;
    this.#published = state;
    const event: CacheStateEvent = { cache: this.#cache, state, previous, problems };
    stateChannel.publish(event);
  }
}
