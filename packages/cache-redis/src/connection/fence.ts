import type { Milliseconds } from '@modular-agent/cache-contract';
import { ErrorReply } from 'redis';
import { bounded } from '../calls/bounded.ts';
import type { Session } from './session.ts';

/** What the server calls a connection. The address tells it from another of the same number on a server that was restarted. */
interface ServerSide {
  readonly id: string;
  readonly address: string;
}

/**
 * Keeps what was sent over a connection that was given up from landing later.
 *
 * A write whose connection broke may still lie in a buffer of the network or of a server that stood still, and would undo
 * what is written over the next connection and acknowledged. So the next one first has the server cut the old one: after
 * the answer to CLIENT KILL nothing of it is ever executed. Needs Redis 6.2 and the right to CLIENT INFO and CLIENT KILL;
 * without them there is no fence, and such a write may land late.
 */
export class Fence {
  readonly #serverSides = new WeakMap<Session, Promise<ServerSide | undefined>>();
  #given: ServerSide | undefined;

  /** A session is given up. */
  note(session: Session): void {
    if (![...session.unanswered].some((command) => command.waiters[0]?.call.writes === true)) return;
    void this.#serverSides.get(session)?.then((known) => (this.#given = known ?? this.#given));
  }

  /** Cuts what was given up before, and remembers this session. @throws Error if the connection breaks or says nothing. */
  async raise(session: Session, timeout: Milliseconds): Promise<void> {
    this.#serverSides.set(session, readServerSide(session));
    const given = this.#given;
    if (given === undefined) return;
    const killed = session.ask(['CLIENT', 'KILL', 'ID', given.id, 'ADDR', given.address]).catch((error: unknown) => {
      // Without the right to do so, or on an old server, there is no fence.
      if (!(error instanceof ErrorReply)) throw error;
    });
    await bounded(killed, {
      milliseconds: timeout,
      unref: true,
      onTimeout: () => new Error('no answer to CLIENT KILL'),
    });
    if (this.#given === given) this.#given = undefined;
  }
}

/** Never rejects. */
async function readServerSide(session: Session): Promise<ServerSide | undefined> {
  try {
    const info = String(await session.ask(['CLIENT', 'INFO']));
    const id = /(?:^| )id=(\d+)/.exec(info)?.[1];
    const address = /(?:^| )addr=(\S+)/.exec(info)?.[1];
    return id === undefined || address === undefined ? undefined : { id, address };
  } catch {
    return undefined;
  }
}
