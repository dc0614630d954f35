import type { Milliseconds } from '@modular-agent/cache-contract';

/**
 * The `queueTimeout` of a call with several round trips. It runs down while at least one of them waits to be sent and none is in
 * flight: a batch that makes progress does not time out.
 */
export class Allowance {
  #left: Milliseconds;
  #waiting = 0;
  #inFlight = 0;
  /** Since when the time to wait runs down, by `performance.now()`; `Infinity` while it does not. */
  #since: Milliseconds = Infinity;

  constructor(queueTimeout: Milliseconds) {
    this.#left = queueTimeout;
  }

  /** Until when a round trip of the call may wait, as it stands now; `Infinity` while another one is in flight. */
  get waitEndsAt(): Milliseconds {
    return this.#since + this.#left;
  }

  /** One more round trip waits to be sent. */
  begin(now: Milliseconds): void {
    this.#waiting++;
    this.#count(now);
  }

  /** A round trip that waited is in flight. */
  send(now: Milliseconds): void {
    this.#waiting--;
    this.#inFlight++;
    this.#count(now);
  }

  /** A round trip that was in flight has to be sent again. */
  sendBack(now: Milliseconds): void {
    this.#inFlight--;
    this.#waiting++;
    this.#count(now);
  }

  /** A round trip has ended. */
  end(wasSent: boolean, now: Milliseconds): void {
    if (wasSent) this.#inFlight--;
    else this.#waiting--;
    this.#count(now);
  }

  #count(now: Milliseconds): void {
    const runs = this.#waiting > 0 && this.#inFlight === 0;
    if (runs === this.#since < Infinity) return;
    if (!runs) this.#left -= now - this.#since;
    this.#since = runs ? now : Infinity;
  }
}
