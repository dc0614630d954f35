import type { Milliseconds } from '@modular-agent/cache-contract';

const first: Milliseconds = 50;
const longest: Milliseconds = 1_000;

/**
 * How long to wait before trying to connect again: anything up to 50 ms, doubled with each failure up to 1 s.
 *
 * The whole span is random ("full jitter", AWS Architecture Blog, Exponential Backoff And Jitter), so that many processes
 * that lost one server do not come back in one moment.
 */
export function reconnectDelay(failures: number, random: number = Math.random()): Milliseconds {
  return Math.ceil(random * Math.min(longest, first * 2 ** failures));
}
