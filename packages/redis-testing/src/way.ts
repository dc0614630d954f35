import type { Launcher, WayName } from './launcher.ts';
import type { Settings } from './settings.ts';

/** One way to come by a server. */
export interface Way {
  readonly name: WayName;
  /**
   * Finds, or fetches, what servers are started from.
   *
   * @throws WayClosedError if this machine can't go this way.
   */
  prepare(settings: Settings): Promise<Launcher>;
}

/** This machine can't go this way, for the reason in the message; another way may be open. */
export class WayClosedError extends Error {
  override readonly name = 'WayClosedError';
}
