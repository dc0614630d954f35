/** What an entry holds behind its header and metadata, ready to be written. */
export interface Content {
  /** It has no more bytes than these. */
  readonly mostBytes: number;
  /** How many it has. O(content): to be asked for large ones alone. */
  countBytes(): number;
  /** Writes it into memory that has room for it. @returns Where it ends. */
  write(memory: Buffer, at: number): number;
}

/** The most bytes of UTF-8 that a UTF-16 code unit becomes. */
const bytesPerUnit = 3;

/** Well-formed text as UTF-8. */
export class TextContent implements Content {
  readonly mostBytes: number;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
    this.mostBytes = text.length * bytesPerUnit;
  }

  countBytes(): number {
    return Buffer.byteLength(this.#text);
  }

  write(memory: Buffer, at: number): number {
    return at + memory.write(this.#text, at);
  }
}

/** Bytes as they are. */
export class BytesContent implements Content {
  readonly mostBytes: number;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.mostBytes = bytes.length;
  }

  countBytes(): number {
    return this.mostBytes;
  }

  write(memory: Buffer, at: number): number {
    memory.set(this.#bytes, at);
    return at + this.mostBytes;
  }
}
