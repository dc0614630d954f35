import type { Milliseconds } from '@modular-agent/cache-contract';
import type { Command } from '../calls/command.ts';
import type { ConnectFailure } from './connect-failure.ts';
import type { Session } from './session.ts';

/** Sessions whose place another has taken, as long as something is on its way over them. */
export class RetiredSessions {
  readonly #failures = new Map<Session, ConnectFailure>();

  /** What is still on its way. */
  get commands(): readonly Command[] {
    return [...this.#failures.keys()].flatMap((session) => [...session.unanswered]);
  }

  get size(): number {
    return this.#failures.size;
  }

  /** @param failure What is told to whoever is not answered. */
  add(session: Session, failure: ConnectFailure): void {
    this.#failures.set(session, failure);
  }

  /** Takes out those over which everything was answered, or nothing more will be. @param timeout How long they may be silent. */
  takeDone(now: Milliseconds, timeout: Milliseconds): readonly (readonly [Session, ConnectFailure])[] {
    if (this.#failures.size === 0) return [];
    const done = [...this.#failures].filter(
      ([session]) => session.unanswered.size === 0 || session.silence(now) >= timeout,
    );
    for (const [session] of done) this.#failures.delete(session);
    return done;
  }

  takeAll(): readonly Session[] {
    const sessions = [...this.#failures.keys()];
    this.#failures.clear();
    return sessions;
  }
}
