import { connect } from 'node:net';
import { startTcpServer, type TcpServer } from './tcp-server.ts';

/** A way to a server that can go bad. */
export interface TcpProxy extends TcpServer {
  /** How many connections it has accepted. */
  readonly accepted: number;
  /** Every connection that is open now goes silent, in both directions, without being closed; later ones work. */
  freeze(): void;
}

/** Passes every connection on to a port of this machine. @param delay How long each answer takes, in milliseconds. */
export async function startProxy(target: number, delay: number = 0): Promise<TcpProxy> {
  let accepted = 0;
  let freezings = 0;
  const server = await startTcpServer((from) => {
    const to = connect(target, '127.0.0.1');
    const madeBefore = freezings;
    const isFrozen = (): boolean => freezings > madeBefore;
    accepted++;
    from.on('data', (chunk) => void (isFrozen() || to.write(chunk)));
    to.on('data', (chunk) => setTimeout(() => void (isFrozen() || from.write(chunk)), delay));
    from.on('close', () => to.destroy());
    to.on('error', () => {}).on('close', () => void (isFrozen() || from.destroy()));
  });
  return {
    ...server,
    get accepted() {
      return accepted;
    },
    freeze: () => {
      freezings++;
    },
  };
}
