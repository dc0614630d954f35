import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { sharedClock } from './clock.ts';

/** Milliseconds from one attempt to the next. */
const interval = 2;
const attemptLimit = 200;

/**
 * Tries again and again, over a new connection each time, until the server answers the PING that the revival begins
 * with; the rest of the revival reaches the server in the same write. @returns When it answered.
 *
 * @throws Error if it does not within `limit` milliseconds.
 */
export async function firstPong(host: string, port: number, revival: Buffer, limit: number): Promise<number> {
  const giveUp = sharedClock() + limit;
  while (sharedClock() < giveUp) {
    const answered = await attempt(host, port, revival);
    if (answered !== undefined) return answered;
    await setTimeout(interval);
  }
  throw new Error(`The server did not answer PING within ${limit / 1_000} s of its restart.`);
}

/** Resolves with the time of the answer once the server has read everything. */
function attempt(host: string, port: number, revival: Buffer): Promise<number | undefined> {
  return new Promise((resolve) => {
    let answered: number | undefined;
    const socket = connect({ host, port });
    socket.setTimeout(attemptLimit, () => socket.destroy());
    socket.once('error', () => undefined);
    socket.once('connect', () => socket.end(revival));
    socket.on('data', (data) => {
      if (data.toString('latin1').startsWith('+PONG')) answered ??= sharedClock();
    });
    socket.once('close', () => resolve(answered));
  });
}
