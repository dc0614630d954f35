import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { Link, type Direction, type LinkFaults } from './link.ts';

export interface StallOptions {
  /** Default: both. */
  readonly direction?: Direction;
  /** Only connections that are open now; later ones work. Default: `false`. */
  readonly onlyOpen?: boolean;
}

/** A way to a server that can go bad. Faults hold for connections that are open and for later ones, unless said otherwise. */
export interface FaultProxy extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** `redis://…`, without a password. */
  readonly url: string;
  /** How many connections it has accepted. */
  readonly accepted: number;
  /** How many are open. */
  readonly open: number;
  /** Connections go silent without being closed; what is sent is held, and arrives after `resume`. */
  stall(options?: StallOptions): void;
  /** Connections that are open now go silent for ever, as behind a firewall that forgot them: bytes are lost. */
  blackhole(): void;
  /** Closes every connection that is open, by RST. */
  cut(): void;
  /** Resets each new connection at once, until `resume`. */
  refuse(): void;
  /** Each piece to the client arrives this much later, in milliseconds. */
  delay(milliseconds: number): void;
  /** Sends no faster to the client. */
  throttle(bytesPerSecond: number): void;
  /** Ends every fault but what was lost. */
  resume(): void;
  /** Resolves when this many further connections have been accepted. */
  nextConnection(count?: number): Promise<void>;
  /** Resolves when none is open. */
  emptied(): Promise<void>;
}

const healthy: LinkFaults = { stalled: new Set(), isBlackhole: false, delay: 0, bytesPerSecond: Infinity };

/** Passes every connection on to a server, byte for byte, on loopback. */
export async function startProxy(target: { readonly host: string; readonly port: number }): Promise<FaultProxy> {
  const links = new Set<Link>();
  const waiting = new Set<() => void>();
  let faults = healthy;
  let isRefusing = false;
  let accepted = 0;
  const server = createServer((socket) => {
    accepted++;
    if (isRefusing) {
      socket.on('error', () => {}).resetAndDestroy();
    } else {
      const link = new Link(socket, target, faults);
      links.add(link);
      void link.ended.then(() => links.delete(link));
      socket.on('close', wake);
    }
    wake();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  function countOpen(): number {
    return [...links].filter((link) => link.isClientConnected).length;
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
  function change(changed: Partial<LinkFaults>, onlyOpen = false): void {
    if (!onlyOpen) faults = { ...faults, ...changed };
    for (const link of links) link.faults = { ...link.faults, ...changed };
  }
  function cut(): void {
    for (const link of links) link.cut();
  }

  return {
    host: '127.0.0.1',
    port,
    url: `redis://127.0.0.1:${port}`,
    get accepted() {
      return accepted;
    },
    get open() {
      return countOpen();
    },
    stall: ({ direction, onlyOpen } = {}) =>
      change(
        { stalled: new Set<Direction>(direction === undefined ? ['toServer', 'toClient'] : [direction]) },
        onlyOpen,
      ),
    blackhole: () => change({ isBlackhole: true }, true),
    cut,
    refuse: () => {
      isRefusing = true;
    },
    delay: (milliseconds) => change({ delay: milliseconds }),
    throttle: (bytesPerSecond) => change({ bytesPerSecond }),
    resume: () => {
      isRefusing = false;
      const { isBlackhole: _, ...rest } = healthy;
      change(rest);
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
