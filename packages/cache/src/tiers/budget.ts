import type { Milliseconds } from '@modular-agent/cache-contract';

/**
 * Time that may be spent on waiting for shared tiers: what one call uses up, the next has no more. What this process does
 * itself meanwhile is not counted: a tier is not late because nobody looked.
 */
export class Budget {
  readonly #limit: Milliseconds;
  #spent: Milliseconds = 0;
  #waiting = 0;
  #since: Milliseconds = 0;
  /** What used it up before its time. */
  failure: unknown;

  constructor(milliseconds: Milliseconds) {
    this.#limit = milliseconds;
  }

  /** Whole milliseconds that are left; 0 if it is spent. */
  get left(): Milliseconds {
    if (this.failure !== undefined) return 0;
    const waited = this.#waiting > 0 ? performance.now() - this.#since : 0;
    return Math.max(0, Math.ceil(this.#limit - this.#spent - waited));
  }

  /** A wait begins, perhaps beside others. To be followed by `end`. */
  begin(): void {
    if (this.#waiting === 0) this.#since = performance.now();
    this.#waiting += 1;
  }

  end(): void {
    this.#waiting -= 1;
    if (this.#waiting > 0) return;
    const waited = performance.now() - this.#since;
    // It was answered, or would have been given up by then: this process was away for that long.
    if (waited <= this.#limit - this.#spent) this.#spent += waited;
  }

  /** Nothing more is to be had: a tier has failed. */
  spend(failure: unknown): void {
    this.failure ??= failure;
  }
}
