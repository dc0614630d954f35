import type { Milliseconds } from '@modular-agent/cache-contract';
import type { ErrorReply } from 'redis';

/** What a server gives for one command: bulk strings are bytes. An error inside a list is an item of it. */
export type Reply = Buffer | string | number | null | ErrorReply | readonly Reply[];

/** Whoever is told the reply to one command. `now` is by `performance.now()`: asking for it costs, and much comes in at once. */
export interface ReplyReceiver {
  /** Are the items of a list told one by one, as soon as each is whole? Then the list itself is told empty. */
  readonly takesItems: boolean;
  onItem(index: number, item: Reply, now: Milliseconds): void;
  onReply(reply: Reply, now: Milliseconds): void;
  onError(error: ErrorReply, now: Milliseconds): void;
  /** It could not be sent, or not be answered, for a reason that is none of the server's. */
  onFailed(error: unknown): void;
}
