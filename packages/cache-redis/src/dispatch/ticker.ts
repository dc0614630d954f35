import { setImmediate } from 'node:timers';
import type { Milliseconds } from '@modular-agent/cache-contract';

/** How close ticks follow one another at most: how late a deadline may be seen where there are many. */
const resolution: Milliseconds = 5;

/** A tick that comes this much too late shows that the process was busy with something else. */
const stall: Milliseconds = 100;

/** For how long, in all, deadlines are put off while the process is busy turn after turn. */
const longestGrace: Milliseconds = 5_000;

/**
 * Ticks when the next deadline is over, and keeps the process running for so long. One timer for all calls costs less than
 * one for each; and one that is set for a moment far ahead costs the system less than one that is always about to fire.
 */
export class Ticker {
  readonly #onTick: (now: Milliseconds) => Milliseconds;
  readonly #longest: Milliseconds;
  #timer: NodeJS.Timeout | undefined;
  /** When it ticks next; `Infinity` while it does not. */
  #next: Milliseconds = Infinity;
  /** Until when nothing is judged, and how much of that there was since a tick came in time. */
  #graceEnd: Milliseconds = 0;
  #grace: Milliseconds = 0;

  /**
   * @param onTick Looks what is over. @returns When the next deadline is; `Infinity` if there is nothing to watch any more.
   * @param longest How far apart ticks are at most while there is.
   */
  constructor(onTick: (now: Milliseconds) => Milliseconds, longest: Milliseconds) {
    this.#onTick = onTick;
    this.#longest = Math.max(resolution, longest);
  }

  /** There is something to watch until then. */
  watch(deadline: Milliseconds, now: Milliseconds): void {
    if (deadline < this.#next && now + resolution < this.#next) this.#wait(deadline);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#next = Infinity;
  }

  #wait(deadline: Milliseconds): void {
    // A call may have begun long before the round trip that is watched.
    const now = performance.now();
    const soonest = Math.max(resolution, Math.ceil(this.#graceEnd - now));
    const delay = Math.min(Math.max(soonest, Math.ceil(deadline - now)), Math.max(soonest, this.#longest));
    clearTimeout(this.#timer);
    this.#next = now + delay;
    // What came in while this process was too busy to read it is read before the immediate runs.
    this.#timer = setTimeout(() => setImmediate(this.#tick), delay);
  }

  readonly #tick = (): void => {
    const now = performance.now();
    const late = now - this.#next;
    this.#next = Infinity;
    if (late > stall && this.#grace < longestGrace) {
      this.#grace += late;
      this.#graceEnd = now + late;
      this.#wait(now);
      return;
    }
    this.#grace = 0;
    const deadline = this.#onTick(now);
    // Something may have been added to watch meanwhile, which is watched already.
    if (deadline < Infinity) this.watch(deadline, now);
  };
}
