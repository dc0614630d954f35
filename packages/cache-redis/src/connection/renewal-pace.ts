import type { Milliseconds } from '@modular-agent/cache-contract';

const first: Milliseconds = 1_000;
const longest: Milliseconds = 30_000;

/** How long a connection that was opened anew is kept at least: a second, doubled each time in a row up to 30 s, half of it random. */
export function renewalDelay(renewals: number, random: number = Math.random()): Milliseconds {
  const longestNow = Math.min(longest, first * 2 ** renewals);
  return longestNow / 2 + (random * longestNow) / 2;
}

/** When a connection may be opened anew. */
export class RenewalPace {
  #renewals = 0;
  #nextAt: Milliseconds = 0;

  /** Takes the turn, if it is time. */
  take(now: Milliseconds): boolean {
    if (now < this.#nextAt) return false;
    this.#nextAt = now + renewalDelay(this.#renewals++);
    return true;
  }

  /** All is well again: the next row of them begins anew. */
  reset(): void {
    this.#renewals = 0;
  }
}
