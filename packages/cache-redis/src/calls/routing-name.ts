import type { CommandArguments } from '../wire/command-arguments.ts';

/** The key by which a Redis Cluster finds the node for a command; that of several is the first, and all are in one slot. */
export function routingName(commandArguments: CommandArguments): string {
  const [command, first, , third] = commandArguments;
  switch (command) {
    case 'EVALSHA':
    case 'EVAL':
      return text(third);
    case 'PUBLISH': {
      // One node for all channels of a prefix: subscribers listen there, so that no message depends on the Cluster's bus.
      const channel = text(first);
      return channel.slice(0, channel.indexOf('|') + 1);
    }
    default:
      return text(first);
  }
}

/** Names are text, or as the server gave them. */
function text(argument: CommandArguments[number] | undefined): string {
  return typeof argument === 'string' ? argument : Buffer.isBuffer(argument) ? argument.toString() : '';
}
