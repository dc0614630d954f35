import type { Milliseconds } from '@modular-agent/cache-contract';

/** How far apart the ticks are: how late a deadline may be seen. One timer for all calls costs less than one for each. */
const resolution: Milliseconds = 5;

/** Ticks while there is something to watch, and keeps the process running for so long. */
export class Ticker {
  /** @returns Is there still something to watch? */
  readonly #onTick: (now: Milliseconds) => boolean;
  #isRunning = false;

  constructor(onTick: (now: Milliseconds) => boolean) {
    this.#onTick = onTick;
  }

  /** Begins to tick, unless it does. */
  start(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#wait();
  }

  #wait(): void {
    // What came in while this process was too busy to read it is read before the immediate runs.
    setTimeout(() => setImmediate(() => this.#tick()), resolution);
  }

  #tick(): void {
    if (this.#onTick(performance.now())) this.#wait();
    else this.#isRunning = false;
  }
}
