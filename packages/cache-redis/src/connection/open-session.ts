import type { Load } from '../calls/load.ts';
import { maxEntryBytes } from '../codec/max-entry-bytes.ts';
import { ClientChannel } from '../wire/client-channel.ts';
import { Wire } from '../wire/wire.ts';
import type { ClientOpener } from './open-client.ts';
import { Outflow } from './outflow.ts';
import { Session, type SessionListener } from './session.ts';

/** What an attempt to connect is given. */
export interface Attempt {
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Told once, with the reason, if the session breaks after it was open and before it was ended. */
  readonly onLost: (reason: unknown) => void;
  readonly load: Load;
  readonly listener: SessionListener;
}

/** Opens one connection and logs in. @throws Error of any class; nothing of the attempt is left then. */
export type OpenSession = (attempt: Attempt) => Promise<Session>;

/** Opens connections of this package's own. Neither an attempt nor a session keeps the process running. */
export function sessionOpener(openClient: ClientOpener): OpenSession {
  return async ({ signal, onLost, load, listener }) => {
    let session: Session | undefined;
    const lose = (reason: unknown): void => {
      if (session?.isOpen === true) onLost(reason);
    };
    const { client, socket, end } = await openClient(signal, lose);
    const channel = socket === undefined ? new ClientChannel(client) : new Wire(socket, maxEntryBytes, lose);
    session = new Session(
      channel,
      { meter: socket, outflow: socket && new Outflow(socket), end, onBroken: lose },
      load,
      listener,
    );
    return session;
  };
}
