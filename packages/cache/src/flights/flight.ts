import type { Tick } from '../versions/local-history.ts';
import type { Answer } from './answer.ts';

/**
 * One attempt to get an entry, for any number of callers.
 *
 * Its signal fires when all who waited have left. A caller who can't leave, or who was answered before the end, stays.
 */
export class Flight {
  /** Where the local history stood when it was begun. */
  readonly beginning: Tick;
  readonly #controller = new AbortController();
  readonly #early = Promise.withResolvers<Answer>();
  #waiting = 0;
  #isGivenUp = false;
  #answer: Promise<Answer> | undefined;

  constructor(beginning: Tick) {
    this.beginning = beginning;
  }

  /** Fires when there is nobody left to load for, or no time. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Rejects as the loader does. */
  get answer(): Promise<Answer> {
    if (this.#answer === undefined) throw new Error('the flight has not begun');
    return this.#answer;
  }

  /** Resolves with a stale entry if the loader takes too long; perhaps never. */
  get early(): Promise<Answer> {
    return this.#early.promise;
  }

  /** Did its loader not end in time? */
  get isGivenUp(): boolean {
    return this.#isGivenUp;
  }

  giveUp(): void {
    this.#isGivenUp = true;
  }

  begin(run: (flight: Flight) => Promise<Answer>): void {
    this.#answer = run(this);
    // Those who wait are told; there may be none.
    this.#answer.catch(() => {});
  }

  answerEarly(answer: Answer): void {
    this.#early.resolve(answer);
  }

  join(): void {
    this.#waiting += 1;
  }

  /** @param reason Why the last one left. */
  leave(reason: unknown): void {
    this.#waiting -= 1;
    if (this.#waiting === 0) this.abort(reason);
  }

  abort(reason: unknown): void {
    this.#controller.abort(reason);
  }
}
