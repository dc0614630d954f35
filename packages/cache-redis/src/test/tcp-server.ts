import { createServer, type AddressInfo, type Socket } from 'node:net';

/** A server that accepts connections and does what a test says. */
export interface TcpServer extends AsyncDisposable {
  readonly port: number;
  /** Connections that are open now. */
  readonly sockets: ReadonlySet<Socket>;
  /** Resolves when none is open any more. */
  emptied(): Promise<void>;
}

export async function startTcpServer(onConnection: (socket: Socket) => void): Promise<TcpServer> {
  const sockets = new Set<Socket>();
  let onEmpty: (() => void) | undefined;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket
      .on('error', () => {})
      .on('close', () => {
        sockets.delete(socket);
        if (sockets.size === 0) onEmpty?.();
      });
    // Without a reader the end of the connection would go unnoticed.
    socket.resume();
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    sockets,
    emptied: () => (sockets.size === 0 ? Promise.resolve() : new Promise((resolve) => (onEmpty = resolve))),
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
