import type { Milliseconds } from '@modular-agent/cache-contract';

/** So many exact readings within a millisecond are a burst, */
const burstReadings = 16;
const burstLength: Milliseconds = 1;
/** which buys so many answers without a reading, */
const burstAnswers = 512;
/** about deadlines that are farther away than this. */
const farAway: Milliseconds = 10_000;

/**
 * Tells whether a deadline of the monotonic clock (`performance.now()`) has passed.
 *
 * To read the clock takes longer than to look up an entry, so bursts of questions share a reading. A shared one is good for
 * this turn of the event loop and 512 answers at most, and only about deadlines more than 10 s away; all others are exact.
 * So an answer can be late only within a turn that blocks the event loop for 10 s between a burst and the 512th question
 * after it. An idle process, however long it was suspended, starts with an exact reading.
 */
export class ExpiryClock {
  /** A reading of this turn, or `Infinity` where there is none to share. */
  #shared: Milliseconds = Infinity;
  #answersLeft = 0;
  #burstStart: Milliseconds = -Infinity;
  #burstCount = 0;
  #endOfTurn: NodeJS.Immediate | undefined;

  /** Has it come? At the deadline itself it has. */
  isPast(deadline: Milliseconds): boolean {
    if (deadline === Infinity) return false;
    if (deadline - this.#shared > farAway && this.#answersLeft > 0) {
      this.#answersLeft -= 1;
      return false;
    }
    return this.#read() >= deadline;
  }

  /** Lets go of what waits for the end of the turn. */
  close(): void {
    clearImmediate(this.#endOfTurn);
    this.#forget();
  }

  #read(): Milliseconds {
    const now = performance.now();
    this.#burstCount += 1;
    if (this.#burstCount === burstReadings) this.#endBurst(now);
    return now;
  }

  #endBurst(now: Milliseconds): void {
    if (now - this.#burstStart < burstLength) {
      this.#shared = now;
      this.#answersLeft = burstAnswers;
      // It must be ref'd, or the event loop could sleep before it: it ends with this turn and delays no exit.
      this.#endOfTurn ??= setImmediate(this.#forget);
    }
    this.#burstStart = now;
    this.#burstCount = 0;
  }

  readonly #forget = (): void => {
    this.#shared = Infinity;
    this.#endOfTurn = undefined;
  };
}
