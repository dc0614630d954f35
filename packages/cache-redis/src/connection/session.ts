import { nextTick } from 'node:process';
import { CacheUnavailableError, type CacheError, type Milliseconds } from '@modular-agent/cache-contract';
import type { ErrorReply } from 'redis';
import { callPlace, type Call } from '../calls/call.ts';
import type { Command } from '../calls/command.ts';
import type { Load } from '../calls/load.ts';
import type { CommandArguments } from '../wire/command-arguments.ts';
import type { Reply, ReplyReceiver } from '../wire/reply.ts';
import { ask, type CommandChannel } from '../wire/wire.ts';
import type { Outflow } from './outflow.ts';
import { UnansweredCommands } from './unanswered-commands.ts';

/** What is read off a socket. */
export interface SocketMeter {
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

/** What a session rests on. */
export interface SessionSocket {
  /** What goes out over it, where that is known. */
  readonly outflow?: Outflow | undefined;
  /** Absent where the socket is not known. */
  readonly meter: SocketMeter | undefined;
  /** Cuts it. */
  readonly end: () => void;
  /** Told if nothing more can be sent over it. */
  readonly onBroken: (reason: unknown) => void;
}

/** What a session tells its connection. */
export interface SessionListener {
  /** A command was answered, also where nobody waited for it any more. */
  onReply(command: Command): void;
  onErrorReply(error: ErrorReply, command: Command): void;
}

/** How quickly bytes that wait to be sent are sent at least, before a connection counts as silent: 50 Mbit/s. */
const slowestBytesPerMillisecond = 6_400;
/** About how many bytes the buffers of a connection hold, at both ends. */
const mostBytesUnseen = 4 * 1_024 * 1_024;

/** One connection that is open and logged in, until it is lost or ended. It is never opened again: a new one takes its place. */
export class Session {
  readonly meter: SocketMeter | undefined;
  readonly #channel: CommandChannel;
  readonly #end: () => void;
  readonly #onBroken: (reason: unknown) => void;
  readonly #load: Load;
  readonly #listener: SessionListener;
  readonly #unanswered = new UnansweredCommands();
  #open = true;
  /** What goes out at the end of this tick, and has a time that begins with it. */
  #going: Command[] = [];
  #bytesUnanswered = 0;
  /** Number of unanswered commands with a short answer. */
  #light = 0;
  readonly #outflow: Outflow | undefined;
  #bytesSeen = 0;
  /** When bytes were last seen to come in, or to go out that had to wait. */
  #movedAt: Milliseconds = -Infinity;
  /** When the server last said anything, or was first asked after a pause. */
  #heardAt: Milliseconds = performance.now();

  constructor(channel: CommandChannel, socket: SessionSocket, load: Load, listener: SessionListener) {
    const { meter, end, onBroken, outflow } = socket;
    this.#outflow = outflow;
    this.#channel = channel;
    this.meter = meter;
    this.#end = end;
    this.#onBroken = onBroken;
    this.#load = load;
    this.#listener = listener;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  /** Commands that were handed over and are not answered, also those for which nobody waits any more. */
  get unanswered(): Pick<UnansweredCommands, 'size' | typeof Symbol.iterator> {
    return this.#unanswered;
  }

  /** Number of unanswered commands, without those whose answer is short. */
  get busyWith(): number {
    return this.#unanswered.size - this.#light;
  }

  /** How much is on its way to the server, in bytes. */
  get bytesUnanswered(): number {
    return this.#bytesUnanswered;
  }

  /** Hands a command over; in the order of these calls they reach the server. */
  send(command: Command): void {
    if (this.#unanswered.size === 0) this.#heardAt = performance.now();
    this.#unanswered.add(command);
    this.#bytesUnanswered += command.bytes;
    if (command.isLight) this.#light++;
    command.markSent(true);
    if (command.isAsking) void this.ask(['ASKING']).catch(() => {});
    try {
      this.#channel.send(command.arguments, new Delivery(this, command));
      if (command.isTimed) this.#tellWhenGone(command);
    } catch (error) {
      // A part of it may have been written: nothing that is sent behind it could be understood.
      this.#onBroken(error);
    }
  }

  /** What a channel is given goes out at the end of this tick, which may be long. */
  #tellWhenGone(command: Command): void {
    this.#going.push(command);
    if (this.#going.length > 1) return;
    nextTick(() => {
      const now = performance.now();
      for (const each of this.#going) each.hasGone(now);
      this.#going = [];
    });
  }

  /** Sends a command of the connection's own. Rejects with the server's error; never settles if the connection breaks. */
  ask(commandArguments: CommandArguments): Promise<Reply> {
    return ask(this.#channel, commandArguments);
  }

  /** How long the server has said nothing while it was asked, beyond what sending takes. 0 if nothing was asked. */
  silence(now: Milliseconds): Milliseconds {
    this.#heardAt = Math.max(this.#heardAt, this.movedAt(now));
    if (this.#unanswered.size === 0) return 0;
    return now - this.#heardAt - this.#bytesUnanswered / slowestBytesPerMillisecond;
  }

  /** When bytes were last seen to move, as far as it is asked often. `-Infinity` where that can't be seen. */
  movedAt(now: Milliseconds): Milliseconds {
    const bytesRead = this.meter?.bytesRead ?? 0;
    const hasDrained = this.#outflow?.hasDrained() === true;
    if (hasDrained || bytesRead !== this.#bytesSeen) {
      this.#bytesSeen = bytesRead;
      this.#movedAt = now;
    }
    return this.#movedAt;
  }

  /** How long bytes may still be under way that the system has taken, and whose going out is no longer seen. */
  get unseenTime(): Milliseconds {
    return Math.min(this.#bytesUnanswered, mostBytesUnseen) / slowestBytesPerMillisecond;
  }

  /** When the server was last heard, by `performance.now()`. */
  get heardAt(): Milliseconds {
    return this.#heardAt;
  }

  /** The server was heard by other means. */
  heard(): void {
    this.#heardAt = performance.now();
  }

  /** Cuts the connection; whoever waits rejects with this. Idempotent. */
  end(makeError: (call: Call, isSent: boolean) => CacheError): void {
    if (!this.#open) return;
    this.#open = false;
    for (const command of this.#unanswered) {
      this.#forget(command);
      command.fail(makeError);
    }
    this.#end();
  }

  /** A part of a command's reply is there. */
  hasItem(command: Command, index: number, item: Reply, now: Milliseconds): void {
    if (command.isUnanswered) command.deliverItem(index, item, now);
  }

  hasReply(command: Command, reply: Reply, now: Milliseconds): void {
    if (!this.#forget(command)) return;
    this.#heardAt = now;
    this.#listener.onReply(command);
    command.deliver(reply, now);
  }

  hasError(command: Command, error: ErrorReply, now: Milliseconds): void {
    if (!this.#forget(command)) return;
    this.#heardAt = now;
    this.#listener.onErrorReply(error, command);
  }

  hasFailed(command: Command, error: unknown): void {
    if (!this.#forget(command)) return;
    const text = error instanceof Error ? error.message : String(error);
    command.fail(
      (call, isSent) =>
        new CacheUnavailableError(`the client that was passed in failed: ${text}`, {
          ...callPlace(call, isSent),
          cause: error,
        }),
    );
  }

  #forget(command: Command): boolean {
    if (!this.#unanswered.delete(command)) return false;
    this.#bytesUnanswered -= command.bytes;
    if (command.isLight) this.#light--;
    this.#load.remove(command);
    return true;
  }
}

/** Takes one command's reply to its session. */
class Delivery implements ReplyReceiver {
  readonly #session: Session;
  readonly #command: Command;

  constructor(session: Session, command: Command) {
    this.#session = session;
    this.#command = command;
  }

  get takesItems(): boolean {
    return this.#command.takesItems;
  }

  onItem(index: number, item: Reply, now: Milliseconds): void {
    this.#session.hasItem(this.#command, index, item, now);
  }

  onReply(reply: Reply, now: Milliseconds): void {
    this.#session.hasReply(this.#command, reply, now);
  }

  onError(error: ErrorReply, now: Milliseconds): void {
    this.#session.hasError(this.#command, error, now);
  }

  onFailed(error: unknown): void {
    this.#session.hasFailed(this.#command, error);
  }
}
