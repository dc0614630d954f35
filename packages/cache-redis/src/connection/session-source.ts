import { CacheUnavailableError, type Milliseconds } from '@modular-agent/cache-contract';
import { callPlace } from '../calls/call.ts';
import { Fence } from './fence.ts';
import type { Attempt, OpenSession } from './open-session.ts';
import type { Session } from './session.ts';

export interface SessionSourceSettings {
  readonly open: OpenSession;
  /** How long the server may say nothing while it is asked. */
  readonly silenceTimeout: Milliseconds;
}

/** Gives one connection its sessions, one after the other, each fenced off from what was sent over the ones before. */
export class SessionSource {
  readonly #settings: SessionSourceSettings;
  readonly #attempt: Omit<Attempt, 'onLost' | 'signal'>;
  readonly #fence = new Fence();

  constructor(settings: SessionSourceSettings, attempt: Omit<Attempt, 'onLost' | 'signal'>) {
    this.#settings = settings;
    this.#attempt = attempt;
  }

  /**
   * Makes one attempt.
   *
   * @param signal Ends it.
   * @param onLost Told once, with the reason, if the session breaks before it was ended.
   * @throws Error of any class; nothing of the attempt is left then.
   */
  async open(signal: AbortSignal, onLost: (session: Session, reason: unknown) => void): Promise<Session> {
    const { open, silenceTimeout } = this.#settings;
    let session: Session | undefined;
    session = await open({
      ...this.#attempt,
      signal,
      onLost: (reason) => session !== undefined && onLost(session, reason),
    });
    try {
      await this.#fence.raise(session, silenceTimeout);
      if (!session.isOpen) throw new Error('it was lost at once');
      return session;
    } catch (error) {
      session.end((call) => new CacheUnavailableError('the connection was not used', callPlace(call, false)));
      throw error;
    }
  }

  /** A session is about to be ended: the next one is fenced off from what is still on its way over it. */
  givenUp(session: Session): void {
    this.#fence.note(session);
  }
}
