import type { Milliseconds } from '@modular-agent/cache-contract';
import { bounded } from '../calls/bounded.ts';
import { asErrorReply } from '../wire/error-reply.ts';
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
  readonly #serverSides = new WeakMap<Session, ServerSide>();
  readonly #given = new Map<string, ServerSide>();

  /** A session is given up. */
  note(session: Session): void {
    if (![...session.unanswered].some((command) => command.waiters[0]?.call.writes === true)) return;
    const known = this.#serverSides.get(session);
    if (known !== undefined) this.#given.set(`${known.id} ${known.address}`, known);
  }

  /**
   * Cuts what was given up before, and learns what the server calls this session. One round trip.
   *
   * @throws Error if the connection breaks or says nothing.
   */
  async raise(session: Session, timeout: Milliseconds): Promise<void> {
    const given = [...this.#given];
    const work = Promise.all([readServerSide(session), ...given.map(([, side]) => kill(session, side))]);
    const [known] = await bounded(work, {
      milliseconds: timeout,
      unref: true,
      onTimeout: () => new Error('no answer to CLIENT INFO'),
    });
    if (known !== undefined) this.#serverSides.set(session, known);
    for (const [name] of given) this.#given.delete(name);
  }
}

/** Without the right to do so, or on an old server, there is no fence. */
async function kill(session: Session, { id, address }: ServerSide): Promise<void> {
  try {
    await session.ask(['CLIENT', 'KILL', 'ID', id, 'ADDR', address]);
  } catch (error) {
    if (asErrorReply(error) === undefined) throw error;
  }
}

/** `undefined` where the server does not tell. */
async function readServerSide(session: Session): Promise<ServerSide | undefined> {
  try {
    const info = String(await session.ask(['CLIENT', 'INFO']));
    const id = /(?:^| )id=(\d+)/.exec(info)?.[1];
    const address = /(?:^| )addr=(\S+)/.exec(info)?.[1];
    return id === undefined || address === undefined ? undefined : { id, address };
  } catch (error) {
    if (asErrorReply(error) === undefined) throw error;
    return undefined;
  }
}
