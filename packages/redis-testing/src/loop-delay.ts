type Milliseconds = number;

const interval: Milliseconds = 2;

interface Delay {
  readonly at: Milliseconds;
  readonly length: Milliseconds;
}

/** Measures how late this process runs its timers: no call can end while it does something else. */
export class LoopDelay {
  readonly #delays: Delay[] = [];
  #expectedAt: Milliseconds = performance.now() + interval;
  readonly #timer: NodeJS.Timeout;

  constructor() {
    this.#timer = setInterval(() => {
      const now = performance.now();
      if (now - this.#expectedAt > 1) this.#delays.push({ at: now, length: now - this.#expectedAt });
      this.#expectedAt = now + interval;
    }, interval);
  }

  /** How much of this time the process was late. */
  within(from: Milliseconds, until: Milliseconds): Milliseconds {
    // What is late now, and has not been told by the timer yet: a process that stood still goes on where it was.
    let sum = Math.max(0, until - Math.max(this.#expectedAt, from));
    for (const { at, length } of this.#delays) {
      sum += Math.max(0, Math.min(at, until) - Math.max(at - length, from));
    }
    return sum;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
