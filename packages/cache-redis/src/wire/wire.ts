import { nextTick } from 'node:process';
import type { Socket } from 'node:net';
import type { ErrorReply } from 'redis';
import type { CommandArguments } from './command-arguments.ts';
import { CommandWriter } from './command-writer.ts';
import { ReplyParser } from './reply-parser.ts';
import type { Reply, ReplyReceiver } from './reply.ts';

/** Where commands go, and their replies come from, in the same order. */
export interface CommandChannel {
  send(commandArguments: CommandArguments, receiver: ReplyReceiver): void;
}

/** How many empty places the queue may begin with. */
const mostAnswered = 1_024;

/**
 * Sends commands over a socket that somebody else has opened and logged in, all of one tick in one go, and hands each reply
 * on as it comes in.
 */
export class Wire implements CommandChannel {
  readonly #socket: Socket;
  readonly #writer = new CommandWriter();
  /** Who waits, in order, behind those who were answered. */
  #receivers: (ReplyReceiver | undefined)[] = [];
  #answered = 0;
  #isFlushPlanned = false;

  /**
   * @param largest A longer string is told as an empty one.
   * @param onBroken Told once if what comes in can't be understood.
   */
  constructor(socket: Socket, largest: number, onBroken: (error: unknown) => void) {
    this.#socket = socket;
    const parser = new ReplyParser(
      largest,
      () => this.#next(),
      () => this.#forget(),
    );
    const onData = (piece: Buffer): void => {
      try {
        parser.push(piece, performance.now());
      } catch (error) {
        socket.off('data', onData);
        onBroken(error);
      }
    };
    // Whoever opened the socket has read all that it asked for.
    socket.removeAllListeners('data');
    socket.on('data', onData);
  }

  send(commandArguments: CommandArguments, receiver: ReplyReceiver): void {
    this.#writer.write(commandArguments);
    this.#receivers.push(receiver);
    if (this.#isFlushPlanned) return;
    this.#isFlushPlanned = true;
    nextTick(this.#flush);
  }

  readonly #flush = (): void => {
    this.#isFlushPlanned = false;
    const socket = this.#socket;
    const { pieces, sent } = this.#writer.take();
    if (socket.destroyed || !socket.writable) return;
    const last = pieces.length - 1;
    if (last > 0) socket.cork();
    for (const [index, piece] of pieces.entries()) {
      // Pieces are sent in order.
      if (index === last) socket.write(piece, sent);
      else socket.write(piece);
    }
    if (last > 0) socket.uncork();
  };

  #next(): ReplyReceiver {
    const receiver = this.#receivers[this.#answered];
    if (receiver === undefined) throw new Error('a reply came that nobody asked for');
    return receiver;
  }

  #forget(): void {
    // Whoever was answered would keep his answer in memory.
    this.#receivers[this.#answered++] = undefined;
    if (this.#answered < mostAnswered && this.#answered < this.#receivers.length) return;
    this.#receivers = this.#receivers.slice(this.#answered);
    this.#answered = 0;
  }
}

/** What a command that is not a call's is answered. Rejects with the server's error. */
export function ask(channel: CommandChannel, commandArguments: CommandArguments): Promise<Reply> {
  return new Promise((resolve, reject) => {
    channel.send(commandArguments, {
      takesItems: false,
      onItem: () => {},
      onReply: resolve,
      onError: (error: ErrorReply) => reject(error),
      onFailed: reject,
    });
  });
}
