import { estimateBytes } from './estimate-bytes.ts';
import { handOut } from './hand-out.ts';

/** A private copy of a value, which nobody can change any more. */
export class Snapshot {
  /** Frozen are those objects and arrays that are plain all the way down, and no others. */
  readonly copy: unknown;
  /** Does it hold anything that must be copied for every reader? */
  readonly isRich: boolean;
  #bytes: number | undefined;

  constructor(copy: unknown, isRich: boolean) {
    this.copy = copy;
    this.isRich = isRich;
  }

  /** Whether a value is one, of this copy of the package. Asks the value for nothing. */
  static isInstance(value: unknown): value is Snapshot {
    return typeof value === 'object' && value !== null && #bytes in value;
  }

  /** About how many bytes of memory the copy takes. O(size of the value) the first time, then O(1). */
  get bytes(): number {
    this.#bytes ??= estimateBytes(this.copy);
    return this.#bytes;
  }

  /** What a reader gets: frozen plain data as it is, O(1); of what could be changed a fresh copy, O(its size). */
  read(): unknown {
    return this.isRich ? handOut(this.copy) : this.copy;
  }
}
