import type { Connection } from '../connection/connection.ts';
import type { Session } from '../connection/session.ts';

/** Weight of an unanswered command in addition to the bytes that it sends, as the size of its answer is unknown. */
const bytesPerCommand = 1_000;

/**
 * The connection that a read takes: of those that are ready the one with the least on its way, else the first. Where the
 * first has something to do, the next one that was never used is opened for the reads that follow.
 */
export function leastLoaded(connections: readonly Connection[]): Connection {
  let best: Connection | undefined;
  let lowest = Infinity;
  for (const connection of connections) {
    const session = connection.readySession;
    const load = session === undefined ? Infinity : weigh(session);
    if (load < lowest) {
      best = connection;
      lowest = load;
    }
    if (connection.state.kind === 'idle' && lowest > 0 && lowest < Infinity) {
      connection.use();
      break;
    }
  }
  return best ?? (connections[0] as Connection);
}

function weigh(session: Session): number {
  return session.busyWith === 0 ? 0 : session.busyWith * bytesPerCommand + session.bytesUnanswered;
}
