import type { Content } from '../wire/command-arguments.ts';

/** The most bytes of UTF-8 that a UTF-16 code unit becomes. */
export const bytesPerUnit = 3;

/** Well-formed text as UTF-8. */
export class TextContent implements Content {
  readonly length: number;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
    this.length = text.length;
  }

  get mostBytes(): number {
    return this.length * bytesPerUnit;
  }

  countBytes(): number {
    return Buffer.byteLength(this.#text);
  }

  write(memory: Buffer, at: number): number {
    return this.length === 0 ? at : at + memory.write(this.#text, at);
  }
}

/** Bytes as they are. */
export class BytesContent implements Content {
  readonly length: number;
  readonly #bytes: Uint8Array;

  /** @param bytes Are not copied here. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.length = bytes.length;
  }

  get mostBytes(): number {
    return this.length;
  }

  countBytes(): number {
    return this.length;
  }

  write(memory: Buffer, at: number): number {
    memory.set(this.#bytes, at);
    return at + this.length;
  }
}
