import type { Milliseconds } from '@modular-agent/cache-contract';

/** The most keys that are remembered; a tenth of them is forgotten at once when there are more. */
const maxKeys = 10_000;

/** The keys whose refresh failed lately: while a stale value is in hand, it is not tried again. */
export class RefreshPauses {
  readonly #pause: Milliseconds;
  /** By key, until when; the one that failed longest ago first. */
  readonly #until = new Map<string, Milliseconds>();

  constructor(pause: Milliseconds) {
    this.#pause = pause;
  }

  /** Notes a failed refresh. */
  begin(key: string): void {
    if (this.#pause === 0) return;
    this.#until.delete(key);
    this.#until.set(key, performance.now() + this.#pause);
    if (this.#until.size <= maxKeys) return;
    for (const oldest of this.#until.keys()) {
      if (this.#until.size <= maxKeys * 0.9) return;
      this.#until.delete(oldest);
    }
  }

  isPaused(key: string): boolean {
    const until = this.#until.get(key);
    if (until === undefined) return false;
    if (performance.now() < until) return true;
    this.#until.delete(key);
    return false;
  }

  end(key: string): void {
    this.#until.delete(key);
  }
}
