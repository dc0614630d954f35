import type { Milliseconds } from '@modular-agent/cache-contract';
import type { Socket } from 'node:net';
import type { ErrorReply } from 'redis';
import { maxEntryBytes } from '../codec/max-entry-bytes.ts';
import type { SocketMeter } from '../connection/session.ts';
import type { CommandArguments } from '../wire/command-arguments.ts';
import { CommandWriter } from '../wire/command-writer.ts';
import { ReplyParser } from '../wire/reply-parser.ts';
import type { Reply } from '../wire/reply.ts';

/** Whoever waits for the answer to what was asked. */
type Asker = PromiseWithResolvers<Reply>;

/**
 * One connection that listens, by RESP 2: whatever is no message answers what was asked first. It is open until it is ended,
 * and never opened again.
 */
export class SubscriberSession {
  readonly #socket: Socket;
  readonly #onMessage: (name: string, message: string) => void;
  readonly #end: () => void;
  readonly #writer = new CommandWriter();
  #askers: Asker[] = [];
  /** The channels that were asked for, and their confirmation. */
  readonly #confirmed = new Map<string, Promise<Reply>>();
  #open = true;
  #heardAt: Milliseconds = performance.now();

  /**
   * @param socket Logged in, and by RESP 2.
   * @param end Cuts it.
   * @param onBroken Told once if what comes in can't be understood.
   */
  constructor(
    socket: Socket,
    end: () => void,
    onMessage: (name: string, message: string) => void,
    onBroken: (reason: unknown) => void,
  ) {
    this.#socket = socket;
    this.#end = end;
    this.#onMessage = onMessage;
    const receiver = {
      takesItems: false,
      onItem: () => {},
      onReply: (reply: Reply) => this.#hear(reply),
      onError: (error: ErrorReply) => this.#nextAsker().reject(error),
      onFailed: onBroken,
    };
    const parser = new ReplyParser(
      maxEntryBytes,
      () => receiver,
      () => {},
    );
    const onData = (piece: Buffer): void => {
      this.#heardAt = performance.now();
      try {
        parser.push(piece, this.#heardAt);
      } catch (error) {
        socket.off('data', onData);
        onBroken(error);
      }
    };
    // Whoever opened the socket has read all that it asked for.
    socket.removeAllListeners('data');
    socket.on('data', onData);
  }

  get isOpen(): boolean {
    return this.#open;
  }

  get meter(): SocketMeter {
    return this.#socket;
  }

  /** How long the server has said nothing while it was asked. 0 if nothing was asked. */
  silence(now: Milliseconds): Milliseconds {
    return this.#askers.length === 0 ? 0 : now - this.#heardAt;
  }

  /** When the server was last heard, or was first asked after a pause, by `performance.now()`. */
  get heardAt(): Milliseconds {
    return this.#heardAt;
  }

  /** The server was heard by other means. */
  heard(): void {
    this.#heardAt = performance.now();
  }

  /** Rejects with the server's error, or with the reason why the connection was ended. */
  ask(commandArguments: CommandArguments): Promise<Reply> {
    if (!this.#open) return Promise.reject(new Error('it was ended'));
    if (this.#askers.length === 0) this.#heardAt = performance.now();
    const asker: Asker = Promise.withResolvers();
    this.#askers.push(asker);
    this.#writer.write(commandArguments);
    const { pieces, sent } = this.#writer.take();
    for (const [index, piece] of pieces.entries())
      this.#socket.write(piece, index === pieces.length - 1 ? sent : undefined);
    return asker.promise;
  }

  /** Listens to a channel, from when this resolves. Asked for twice, it is sent once. */
  async subscribe(name: string): Promise<void> {
    let confirmed = this.#confirmed.get(name);
    if (confirmed === undefined) {
      confirmed = this.ask(['SUBSCRIBE', name]);
      this.#confirmed.set(name, confirmed);
    }
    try {
      await confirmed;
    } catch (error) {
      if (this.#confirmed.get(name) === confirmed) this.#confirmed.delete(name);
      throw error;
    }
  }

  /** Does not wait for the server. */
  unsubscribe(name: string): void {
    if (this.#open && this.#confirmed.delete(name)) this.ask(['UNSUBSCRIBE', name]).catch(() => {});
  }

  /** Cuts the connection; whoever waits rejects with this. Idempotent. */
  end(reason: unknown): void {
    if (!this.#open) return;
    this.#open = false;
    this.#end();
    for (const asker of this.#askers) asker.reject(reason);
    this.#askers = [];
  }

  #hear(reply: Reply): void {
    const [kind, name, message] = Array.isArray(reply) ? (reply as readonly Reply[]) : [];
    if (String(kind) === 'message') this.#onMessage(String(name), String(message));
    else this.#nextAsker().resolve(reply);
  }

  #nextAsker(): Asker {
    const asker = this.#askers.shift();
    if (asker === undefined) throw new Error('a reply came that nobody asked for');
    return asker;
  }
}
