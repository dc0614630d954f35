import { Connection, type ConnectionSettings } from '../connection/connection.ts';
import type { Call } from './call.ts';
import { timeLeft } from './call.ts';
import { hedge } from './hedge.ts';
import { sendCall, type Command } from './send-call.ts';

/**
 * The connections that calls go over: one for everything, so that writes of one key stay in order, and one that is opened
 * when a read is first tried again.
 */
export class Lanes {
  readonly #main: Connection;
  readonly #second: Connection | undefined;

  /** @param retriesReads Is there a second connection to try a read again? */
  constructor(settings: ConnectionSettings, retriesReads: boolean) {
    this.#main = new Connection(settings);
    this.#second = retriesReads ? new Connection(settings) : undefined;
  }

  write<T>(call: Call, command: Command<T>): Promise<T> {
    return sendCall(this.#main, call, command);
  }

  /** The command must change nothing: it may be sent twice. */
  read<T>(call: Call, command: Command<T>): Promise<T> {
    const first = sendCall(this.#main, call, command);
    const second = this.#second;
    if (second === undefined) return first;
    return hedge(first, timeLeft(call) / 2, () => this.#tryAgain(second, call, command));
  }

  /** Cuts every connection. Idempotent. */
  close(): void {
    this.#main.close();
    this.#second?.close();
  }

  #tryAgain<T>(second: Connection, call: Call, command: Command<T>): Promise<T> | undefined {
    const { state } = this.#main;
    // Not sent yet: it still waits for the first connection.
    if (state.kind !== 'ready') return undefined;
    const startedAt = call.endsAt - call.timeout;
    return sendCall(second, call, command).then((answer) => {
      // The server is well, and the connection has been silent since the call began: it leads nowhere.
      if (state.session.lastReplyAt < startedAt) {
        this.#main.replace(state.session, 'it was silent while the server answered on another');
      }
      return answer;
    });
  }
}
