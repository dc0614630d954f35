import type { Socket } from 'node:net';

export type Direction = 'toServer' | 'toClient';

/** How one direction of a connection is passed on. */
export interface FlowFaults {
  /** What comes is held back. */
  readonly isStalled: boolean;
  /** How much later each piece arrives, in milliseconds. */
  readonly delay: number;
  /** `Infinity`: as fast as it goes. */
  readonly bytesPerSecond: number;
}

/** Something that came, in its order: bytes, or how the connection ended. */
interface Piece {
  readonly content: Buffer | 'end' | 'reset';
  readonly cameAt: number;
}

/** How much is held back, in bytes, before the sender is no longer read. */
const heldLimit = 1_048_576;
/** A throttled flow goes in portions of this length, in seconds. */
const portion = 0.01;

/**
 * Passes on what one socket receives to another, in order, as the faults say at the time of its turn.
 *
 * Whatever can let the next piece go (bytes, other faults, a timer, a drained buffer, an end) calls `#pump`.
 */
export class Flow {
  readonly #from: Socket;
  readonly #to: Socket;
  #faults: FlowFaults;
  #held: Piece[] = [];
  #heldBytes = 0;
  /** Until when a throttled line is busy with what went last. */
  #busyUntil = 0;
  #timer: NodeJS.Timeout | undefined;
  #isLost = false;

  constructor(from: Socket, to: Socket, faults: FlowFaults) {
    this.#from = from;
    this.#to = to;
    this.#faults = faults;
    from
      .on('data', (bytes: Buffer) => this.#take(bytes))
      .on('end', () => this.#take('end'))
      .on('error', () => this.#take('reset'));
    to.on('drain', () => this.#pump()).on('close', () => this.#pump());
  }

  get faults(): FlowFaults {
    return this.#faults;
  }

  set faults(faults: FlowFaults) {
    this.#faults = faults;
    this.#pump();
  }

  /** Drops what is held and all that is still to come, the end included. */
  lose(): void {
    this.#isLost = true;
    this.#pump();
  }

  #take(content: Piece['content']): void {
    this.#held.push({ content, cameAt: performance.now() });
    this.#heldBytes += sizeOf(content);
    this.#pump();
    if (this.#heldBytes >= heldLimit) this.#from.pause();
  }

  #pump(): void {
    clearTimeout(this.#timer);
    if (this.#isLost || !this.#to.writable) {
      this.#held = [];
      this.#heldBytes = 0;
    }
    for (let [piece] = this.#held; piece !== undefined; [piece] = this.#held) {
      if (this.#faults.isStalled || this.#to.writableNeedDrain) return;
      const size = this.#nextSize(piece);
      const wait = this.#dueAt(piece, size) - performance.now();
      if (wait > 0) {
        this.#timer = setTimeout(() => this.#pump(), wait);
        return;
      }
      this.#busyUntil = performance.now();
      this.#send(piece, size);
    }
    // Read on, if it was paused.
    this.#from.resume();
  }

  #nextSize({ content }: Piece): number {
    return Math.min(sizeOf(content), Math.max(1, Math.floor(this.#faults.bytesPerSecond * portion)));
  }

  #dueAt({ cameAt }: Piece, size: number): number {
    const { delay, bytesPerSecond } = this.#faults;
    return Math.max(cameAt + delay, this.#busyUntil) + (size / bytesPerSecond) * 1_000;
  }

  #send({ content, cameAt }: Piece, size: number): void {
    this.#held.shift();
    this.#heldBytes -= size;
    if (content === 'end') {
      this.#to.end();
    } else if (content === 'reset') {
      this.#to.resetAndDestroy();
    } else {
      if (size < content.length) this.#held.unshift({ content: content.subarray(size), cameAt });
      this.#to.write(content.subarray(0, size));
    }
  }
}

function sizeOf(content: Piece['content']): number {
  return typeof content === 'string' ? 0 : content.length;
}
