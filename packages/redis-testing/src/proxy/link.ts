import { connect, type Socket } from 'node:net';

export type Direction = 'toServer' | 'toClient';

/** How a connection is passed on. */
export interface LinkFaults {
  /** Directions in which bytes are held back, unread: what waits fills the buffers of both ends, no memory here. */
  readonly stalled: ReadonlySet<Direction>;
  /** Bytes are read and lost, the ends of the connection too. */
  readonly isBlackhole: boolean;
  /** How long each piece to the client is held, in milliseconds. */
  readonly delay: number;
  /** To the client; `Infinity`: as fast as it goes. */
  readonly bytesPerSecond: number;
}

/** One connection of a client, passed on to the server. Order is kept, and what one end does not read is not read of the other. */
export class Link {
  readonly #client: Socket;
  readonly #server: Socket;
  #faults: LinkFaults;
  #onChange: (() => void)[] = [];
  /** Resolves when both directions have come to their end. */
  readonly ended: Promise<unknown>;

  constructor(client: Socket, target: { readonly host: string; readonly port: number }, faults: LinkFaults) {
    this.#client = client;
    this.#faults = faults;
    this.#server = connect({ ...target, noDelay: true });
    client.setNoDelay(true);
    // Also when the client has gone, what it sent before may still be held back.
    this.ended = Promise.all([
      this.#pass(client, this.#server, 'toServer'),
      this.#pass(this.#server, client, 'toClient'),
    ]);
  }

  get isClientConnected(): boolean {
    return !this.#client.closed;
  }

  set faults(faults: LinkFaults) {
    this.#faults = faults;
    for (const wake of this.#onChange.splice(0)) wake();
  }

  get faults(): LinkFaults {
    return this.#faults;
  }

  /** Closes both ends by RST. */
  cut(): void {
    this.#client.resetAndDestroy();
    this.#server.resetAndDestroy();
    for (const wake of this.#onChange.splice(0)) wake();
  }

  async #pass(from: Socket, to: Socket, direction: Direction): Promise<void> {
    // An end that breaks ends the loop below.
    from.on('error', () => {});
    try {
      for await (const chunk of from as AsyncIterable<Buffer>) {
        if (this.#faults.isBlackhole) continue;
        if (direction === 'toClient')
          await this.#wait(this.#faults.delay + (chunk.length / this.#faults.bytesPerSecond) * 1_000);
        while (this.#faults.stalled.has(direction) && !to.destroyed) await this.#changed();
        if (!this.#faults.isBlackhole && !to.write(chunk)) await drained(to);
      }
    } catch {
      // Told to the other end below.
    }
    if (!this.#faults.isBlackhole) to.destroy();
  }

  async #wait(milliseconds: number): Promise<void> {
    if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds));
  }

  #changed(): Promise<void> {
    return new Promise((resolve) => this.#onChange.push(resolve));
  }
}

async function drained(socket: Socket): Promise<void> {
  if (socket.destroyed) return;
  await new Promise<void>((resolve) => {
    const go = (): void => {
      socket.off('drain', go).off('close', go);
      resolve();
    };
    socket.on('drain', go).on('close', go);
  });
}
