import type { Session } from './session.ts';

/** Bytes that went over sockets. */
export interface Bytes {
  readonly received: number;
  readonly sent: number;
}

/** Counts bytes over one socket after the other. */
export class Traffic {
  #before: Bytes = { received: 0, sent: 0 };

  /** @param session The present one. */
  with(session: Session | undefined): Bytes {
    const { bytesRead = 0, bytesWritten = 0 } = session?.meter ?? {};
    return { received: this.#before.received + bytesRead, sent: this.#before.sent + bytesWritten };
  }

  /** A session is about to be ended. */
  add(session: Session): void {
    this.#before = this.with(session);
  }
}
