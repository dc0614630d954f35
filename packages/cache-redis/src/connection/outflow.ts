import type { Socket } from 'node:net';

/** What Node.js keeps of a socket inside; its own idle timer looks at the same. */
interface InnerSocket {
  readonly _handle?: { readonly bytesWritten?: number; readonly writeQueueSize?: number } | null;
}

/** Sees whether bytes that had to wait go out over a socket: whoever takes a large write slowly is not silent. */
export class Outflow {
  readonly #socket: InnerSocket;
  #waited = 0;
  #gone = 0;

  constructor(socket: Socket) {
    this.#socket = socket as unknown as InnerSocket;
  }

  /** Have some of the bytes gone out that had to wait when this was last asked? What went out at once tells nothing. */
  hasDrained(): boolean {
    // bytesWritten counts what was handed over, not what has gone out.
    const { _handle: handle } = this.#socket;
    const { bytesWritten = 0, writeQueueSize = 0 } = handle ?? {};
    const gone = bytesWritten - writeQueueSize;
    const hasDrained = this.#waited > 0 && gone > this.#gone;
    this.#waited = writeQueueSize;
    this.#gone = gone;
    return hasDrained;
  }
}
