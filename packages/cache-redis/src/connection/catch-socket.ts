import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

/** Where Node.js tells of each socket that sets out to connect: TCP, Unix and TLS. */
const channel = 'net.client.socket';

/** Runs what makes a socket before it returns, and finds that socket, which the client keeps to itself. */
export function catchSocket<T>(connect: () => Promise<T>): {
  readonly connected: Promise<T>;
  readonly socket: () => Socket | undefined;
} {
  let socket: Socket | undefined;
  const onSocket = (message: unknown): void => {
    ({ socket } = message as { readonly socket: Socket });
  };
  subscribe(channel, onSocket);
  try {
    return { connected: connect(), socket: () => socket };
  } finally {
    unsubscribe(channel, onSocket);
  }
}
