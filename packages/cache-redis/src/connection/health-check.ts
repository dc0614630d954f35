import type { Milliseconds } from '@modular-agent/cache-contract';
import { bounded } from '../calls/bounded.ts';
import type { Session } from './session.ts';

/**
 * Sends PING after each interval in which the server said nothing; a connection under load costs none.
 *
 * @param onSilent Told once if one is not answered in time; the watch has ended then.
 * @returns Ends the watch.
 */
export function watchHealth(
  session: Session,
  interval: Milliseconds,
  timeout: Milliseconds,
  onSilent: () => void,
): () => void {
  if (interval === Infinity) return () => {};
  let timer: NodeJS.Timeout | undefined;
  const wait = (delay: Milliseconds): void => {
    timer = setTimeout(() => void check(), delay).unref();
  };
  const check = async (): Promise<void> => {
    const silence = performance.now() - session.lastReplyAt;
    if (silence >= interval && !(await answers(session, timeout))) {
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

async function answers(session: Session, timeout: Milliseconds): Promise<boolean> {
  const sentAt = performance.now();
  const ping = session.send((commands) => commands.ping());
  await bounded(ping, { milliseconds: timeout, unref: true, onTimeout: noAnswer }).catch(() => {});
  // An error reply (NOPERM) is an answer too.
  return session.lastReplyAt >= sentAt;
}

function noAnswer(): Error {
  return new Error('no answer');
}
