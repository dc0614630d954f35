import { RESP_TYPES } from 'redis';
import { toBuffer, type CommandArguments } from './command-arguments.ts';
import { asErrorReply } from './error-reply.ts';
import type { Reply, ReplyReceiver } from './reply.ts';
import type { CommandChannel } from './wire.ts';

const options = Object.freeze({
  // The client's own timer would bound nothing that is in flight, and take a third of the throughput.
  timeout: 0,
  // As text, bytes that are no UTF-8 would be lost.
  typeMapping: Object.freeze({ [RESP_TYPES.BLOB_STRING]: Buffer }),
});

/** What is used of a node-redis client to send commands. */
interface CommandClient {
  sendCommand(commandArguments: readonly (string | Buffer)[], options: object): Promise<unknown>;
}

/** Sends commands by a node-redis client. That its connection broke is told by the client's own events, not here. */
export class ClientChannel implements CommandChannel {
  readonly #client: CommandClient;

  constructor(client: CommandClient) {
    this.#client = client;
  }

  send(commandArguments: CommandArguments, receiver: ReplyReceiver): void {
    const plain = commandArguments.map((each) => (typeof each === 'string' ? each : toBuffer(each)));
    this.#client.sendCommand(plain, options).then(
      (reply) => tell(receiver, reply as Reply),
      (error: unknown) => {
        const reply = asErrorReply(error);
        if (reply === undefined) receiver.onFailed(error);
        else receiver.onError(reply, performance.now());
      },
    );
  }
}

function tell(receiver: ReplyReceiver, reply: Reply): void {
  const now = performance.now();
  if (!receiver.takesItems || !Array.isArray(reply)) {
    receiver.onReply(reply, now);
    return;
  }
  for (const [index, item] of (reply as readonly Reply[]).entries()) receiver.onItem(index, item, now);
  receiver.onReply([], now);
}
