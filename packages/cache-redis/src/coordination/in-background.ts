import { CacheTimeoutError, CacheUnavailableError, type Milliseconds } from '@modular-agent/cache-contract';
import { setTimeout as wait } from 'node:timers/promises';

/** How long it waits before the second try, and at most. */
const firstPause: Milliseconds = 50;
const longestPause: Milliseconds = 1_000;

/**
 * Does something that no caller waits for: again while the server can't be reached, until this long from now. Never rejects,
 * and does not keep the process running between tries.
 */
export async function inBackground(work: () => Promise<unknown>, lasts: Milliseconds): Promise<void> {
  const end = performance.now() + lasts;
  for (let pause = firstPause; ; pause = Math.min(pause * 2, longestPause)) {
    try {
      await work();
      return;
    } catch (error) {
      const mayPass = CacheUnavailableError.isInstance(error) || CacheTimeoutError.isInstance(error);
      if (!mayPass || performance.now() + pause >= end) return;
    }
    await wait(pause, undefined, { ref: false });
  }
}
