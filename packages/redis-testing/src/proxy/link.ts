import { connect, type Socket } from 'node:net';
import { Flow, type Direction, type FlowFaults } from './flow.ts';

export type LinkFaults = Readonly<Record<Direction, FlowFaults>>;

/**
 * One connection of a client, passed on to the server: bytes, ends and resets.
 *
 * Each direction holds at most about a megabyte; past that its sender is not read, and meets its own full buffers.
 */
export class Link {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #flows: Readonly<Record<Direction, Flow>>;
  /** Resolves when both ends are closed. */
  readonly closed: Promise<unknown>;

  constructor(client: Socket, target: { readonly host: string; readonly port: number }, faults: LinkFaults) {
    this.#client = client.setNoDelay(true);
    this.#server = connect({ host: target.host, port: target.port, noDelay: true });
    this.#flows = {
      toServer: new Flow(client, this.#server, faults.toServer),
      toClient: new Flow(this.#server, client, faults.toClient),
    };
    this.closed = Promise.all(
      [client, this.#server].map((socket) => new Promise<void>((resolve) => socket.on('close', () => resolve()))),
    );
  }

  /** False once the client has gone, though what it sent may still be on its way. */
  get isOpen(): boolean {
    return !this.#client.closed;
  }

  /** Changes the named faults of one direction; the others stay as they are. */
  change(direction: Direction, faults: Partial<FlowFaults>): void {
    const flow = this.#flows[direction];
    flow.faults = { ...flow.faults, ...faults };
  }

  /** Goes silent for ever: either end stays open, and is never told what becomes of the other. */
  lose(): void {
    this.#flows.toServer.lose();
    this.#flows.toClient.lose();
  }

  /** Closes both ends by RST. */
  cut(): void {
    this.#client.resetAndDestroy();
    this.#server.resetAndDestroy();
  }
}
