import type { Milliseconds } from '@modular-agent/cache-contract';

/** One wait: it ends in time, or is given up. */
class Wait {
  readonly endsAt: Milliseconds;
  #onGivenUp: (() => void) | undefined;

  constructor(endsAt: Milliseconds, onGivenUp: () => void) {
    this.endsAt = endsAt;
    this.#onGivenUp = onGivenUp;
  }

  get isOver(): boolean {
    return this.#onGivenUp === undefined;
  }

  /** Ends it. @returns The function to call if it is given up; absent if it had ended. */
  end(): (() => void) | undefined {
    const onGivenUp = this.#onGivenUp;
    this.#onGivenUp = undefined;
    return onGivenUp;
  }
}

/** Node.js runs a longer timer at once. */
const longestTimer: Milliseconds = 2 ** 31 - 1;

/** From so many waits that are over on, the list is cut. */
const mostOver = 1_024;

/** Waits of the same length, with one timer for all of them: a timer for each would cost more than the rest of a write. */
export class Waits {
  readonly #length: Milliseconds;
  /** In the order in which they began, and so in that in which they end. */
  #waits: Wait[] = [];
  /** Number of waits at the beginning of the list that are over. */
  #over = 0;
  #active = 0;
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;

  constructor(length: Milliseconds) {
    this.#length = length;
  }

  /**
   * Begins a wait. The process goes on running until it ends.
   *
   * @param onGivenUp Called if it has not ended after the length of these waits.
   * @returns Ends it.
   */
  begin(onGivenUp: () => void): () => void {
    const wait = new Wait(performance.now() + this.#length, onGivenUp);
    this.#waits.push(wait);
    this.#active += 1;
    if (this.#timer === undefined && this.#immediate === undefined) this.#arm(wait);
    return () => {
      if (wait.end() !== undefined) this.#ended();
    };
  }

  #ended(): void {
    this.#active -= 1;
    if (this.#active > 0) return;
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
    this.#timer = undefined;
    this.#immediate = undefined;
    this.#waits = [];
    this.#over = 0;
  }

  #arm({ endsAt }: Wait): void {
    const delay = Math.min(Math.max(1, Math.ceil(endsAt - performance.now())), longestTimer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      // Replies that came in while this process was too busy to read them are read before the immediate runs.
      this.#immediate = setImmediate(this.#giveUpLate);
    }, delay);
  }

  readonly #giveUpLate = (): void => {
    this.#immediate = undefined;
    const now = performance.now();
    let first = this.#first();
    while (first !== undefined && first.endsAt <= now) {
      const onGivenUp = first.end();
      this.#ended();
      onGivenUp?.();
      first = this.#first();
    }
    if (first !== undefined && this.#timer === undefined) this.#arm(first);
  };

  /** The first that is not over. */
  #first(): Wait | undefined {
    while (this.#waits[this.#over]?.isOver === true) this.#over += 1;
    if (this.#over > mostOver) {
      this.#waits = this.#waits.slice(this.#over);
      this.#over = 0;
    }
    return this.#waits[this.#over];
  }
}
