import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { Direction, FlowFaults } from './flow.ts';
import { Link, type LinkFaults } from './link.ts';
import { proxyUrl } from './proxy-url.ts';

/** A server to pass connections on to; a `RedisServer` is one. */
export interface ProxyTarget {
  readonly host: string;
  readonly port: number;
  readonly url?: string;
}

export interface StallOptions {
  /** Default: both. */
  readonly direction?: Direction;
  /** Only connections that are open now; later ones work. Default: `false`. */
  readonly onlyOpen?: boolean;
}

/**
 * A way to a server that can go bad. Faults hold for connections that are open and for later ones, unless said otherwise;
 * they add up, and can be changed at any time.
 */
export interface FaultProxy extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** The server's, with its login, at the proxy's port. */
  readonly url: string;
  /** How many connections it has accepted, those that it then refused included. */
  readonly accepted: number;
  /** How many are open. */
  readonly open: number;
  /**
   * Connections go silent without being closed. What is sent, and how it ended, is held and arrives after `resume`, also
   * when the client has gone meanwhile.
   */
  stall(options?: StallOptions): void;
  /** Connections that are open now go silent for ever, as behind a firewall that forgot them: bytes are lost. */
  blackhole(): void;
  /** Closes every connection that is open, by RST. */
  cut(): void;
  /** Resets each new connection at once, until `resume`. */
  refuse(): void;
  /** Each piece to the client arrives this much later, in milliseconds, however many are on their way. */
  delay(milliseconds: number): void;
  /**
   * Sends no faster, to the client unless said otherwise. Whoever sends more meets full buffers.
   *
   * @throws RangeError if it is not more than 0.
   */
  throttle(bytesPerSecond: number, direction?: Direction): void;
  /** Ends every fault, at once; what was lost stays lost. */
  resume(): void;
  /** Resolves when this many further connections have been accepted. */
  nextConnection(count?: number): Promise<void>;
  /** Resolves when none is open. */
  emptied(): Promise<void>;
}

const healthy: FlowFaults = { isStalled: false, delay: 0, bytesPerSecond: Infinity };
const directions: readonly Direction[] = ['toServer', 'toClient'];

/** Passes every connection on to a server, byte for byte, from a free port on loopback. Disposing cuts what is open. */
export async function startProxy(target: ProxyTarget): Promise<FaultProxy> {
  const links = new Set<Link>();
  const waiting = new Set<() => void>();
  let faults: LinkFaults = { toServer: healthy, toClient: healthy };
  let isRefusing = false;
  let accepted = 0;
  const server = createServer((socket) => {
    accepted++;
    if (isRefusing) {
      socket.on('error', () => {}).resetAndDestroy();
    } else {
      const link = new Link(socket, target, faults);
      links.add(link);
      void link.closed.then(() => links.delete(link));
      socket.on('close', wake);
    }
    wake();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  function countOpen(): number {
    return [...links].filter((link) => link.isOpen).length;
  }
  function wake(): void {
    for (const look of waiting) look();
  }
  async function until(holds: () => boolean): Promise<void> {
    const reached = Promise.withResolvers<void>();
    const look = (): void => {
      if (holds()) reached.resolve();
    };
    waiting.add(look);
    look();
    await reached.promise;
    waiting.delete(look);
  }
  function change(direction: Direction, changed: Partial<FlowFaults>, onlyOpen = false): void {
    if (!onlyOpen) faults = { ...faults, [direction]: { ...faults[direction], ...changed } };
    for (const link of links) link.change(direction, changed);
  }
  function cut(): void {
    for (const link of links) link.cut();
  }

  return {
    host: '127.0.0.1',
    port,
    url: proxyUrl(target.url, port),
    get accepted() {
      return accepted;
    },
    get open() {
      return countOpen();
    },
    stall: ({ direction, onlyOpen } = {}) => {
      for (const each of direction === undefined ? directions : [direction])
        change(each, { isStalled: true }, onlyOpen);
    },
    blackhole: () => {
      for (const link of links) link.lose();
    },
    cut,
    refuse: () => {
      isRefusing = true;
    },
    delay: (milliseconds) => change('toClient', { delay: milliseconds }),
    throttle: (bytesPerSecond, direction = 'toClient') => {
      if (!(bytesPerSecond > 0)) {
        throw new RangeError(`throttle(${bytesPerSecond}) would let nothing through: give more than 0, or stall().`);
      }
      change(direction, { bytesPerSecond });
    },
    resume: () => {
      isRefusing = false;
      for (const direction of directions) change(direction, healthy);
    },
    nextConnection: (count = 1) => {
      const wanted = accepted + count;
      return until(() => accepted >= wanted);
    },
    emptied: () => until(() => countOpen() === 0),
    [Symbol.asyncDispose]: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
