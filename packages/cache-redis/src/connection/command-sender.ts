import type { CommandArguments } from '../calls/command.ts';
import type { Reply } from '../calls/waiter.ts';
import { RESP_TYPES } from 'redis';

/** What is used of a node-redis client to send a command: no parser, no reply transformer of the client stands between. */
export interface CommandSender {
  sendCommand(commandArguments: CommandArguments, options: object): Promise<Reply>;
}

interface CommandSendOptions {
  /** 0: the client sets no timer of its own, which would take a third of the throughput and bound nothing in flight. */
  readonly timeout: number;
  readonly typeMapping: Readonly<Record<number, unknown>>;
}

/** Bulk strings as bytes: as text, bytes that are no UTF-8 would be lost. */
export const replyBytes: CommandSendOptions = Object.freeze({
  timeout: 0,
  typeMapping: Object.freeze({ [RESP_TYPES.BLOB_STRING]: Buffer }),
});
