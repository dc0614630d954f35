import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { SocketMeter } from './session.ts';

/** Where Node.js tells of each TCP or Unix socket that `net.connect` makes. */
const channel = 'net.client.socket';

/**
 * Runs what makes a socket before it returns, and finds that socket, which the client keeps to itself: bytes that come in
 * show that a server is well long before a large reply is whole.
 */
export function meterSocket<T>(connect: () => Promise<T>): {
  readonly connected: Promise<T>;
  readonly meter: () => SocketMeter | undefined;
} {
  let meter: SocketMeter | undefined;
  const onSocket = (message: unknown): void => {
    meter = (message as { readonly socket: SocketMeter }).socket;
  };
  subscribe(channel, onSocket);
  try {
    return { connected: connect(), meter: () => meter };
  } finally {
    unsubscribe(channel, onSocket);
  }
}
