/** What a key's values look like: whose they are, and the how-manieth. */
export interface NumberedValue {
  readonly key: string;
  readonly number: number;
}

/**
 * What was written under one key, by one writer who awaits each write: what a read may find. A miss is always right, as an
 * entry may be lost; a value that was never written here, or that an acknowledged write has replaced, never is.
 */
export class KeyHistory {
  readonly key: string;
  #issued = 0;
  #acknowledged = 0;
  /** Up to here a failover may have lost what was acknowledged. */
  #losable = 0;

  constructor(key: string) {
    this.key = key;
  }

  next(): NumberedValue {
    this.#issued++;
    return { key: this.key, number: this.#issued };
  }

  acknowledge(value: NumberedValue): void {
    this.#acknowledged = value.number;
  }

  /** Another server takes over: it may not have what was acknowledged until that has come to its end. */
  failOver(isOver: boolean): void {
    this.#losable = isOver ? this.#issued : Infinity;
  }

  /** The number that a read which begins now must find at least. */
  get least(): number {
    return this.#acknowledged;
  }

  /** @returns What is wrong with this value, found by a read that ends now. */
  findFault(found: unknown, least: number): string | undefined {
    if (found === undefined) return undefined;
    const { key, number } = found as NumberedValue;
    if (key !== this.key || !Number.isInteger(number) || number < 1 || number > this.#issued) {
      return `${this.key} gave ${JSON.stringify(found)}, which was never written there`;
    }
    return number >= least || least <= this.#losable
      ? undefined
      : `${this.key} gave number ${number} after ${least} was acknowledged`;
  }
}
