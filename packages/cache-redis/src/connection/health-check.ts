import type { Milliseconds } from '@modular-agent/cache-contract';
import { answersPing, type Pinged } from './ping.ts';

/** How much of an interval is random, so that many processes do not ask in one moment. */
const jitter = 0.1;

/**
 * Sends PING after each interval in which the server said nothing; a connection under load costs none.
 *
 * @param onSilent Told once if one is not answered in time; the watch has ended then.
 * @returns Ends the watch.
 */
export function watchHealth(
  session: Pinged,
  interval: Milliseconds,
  timeout: Milliseconds,
  onSilent: () => void,
): () => void {
  if (interval === Infinity) return () => {};
  let timer: NodeJS.Timeout | undefined;
  const wait = (delay: Milliseconds): void => {
    timer = setTimeout(() => void check(), delay * (1 - jitter * Math.random())).unref();
  };
  const check = async (): Promise<void> => {
    const silence = performance.now() - session.heardAt;
    if (silence >= interval * (1 - jitter) && (await answersPing(session, timeout)) === 'none') {
      if (timer !== undefined) onSilent();
    } else if (timer !== undefined) {
      wait(silence < interval ? Math.ceil(interval - silence) : interval);
    }
  };
  wait(interval);
  return () => {
    clearTimeout(timer);
    timer = undefined;
  };
}
