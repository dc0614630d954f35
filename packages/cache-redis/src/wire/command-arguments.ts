/** An argument that is written where it is sent from: its bytes are never held apart. */
export interface Content {
  /** It has at least so many bytes. */
  readonly length: number;
  /** It has no more bytes than these. */
  readonly mostBytes: number;
  /** How many it has. O(content): to be asked for large ones alone. */
  countBytes(): number;
  /** Writes it into memory that has room for it, each time the same. @returns Where it ends. */
  write(memory: Buffer, at: number): number;
}

/** One command's name and arguments. */
export type CommandArguments = readonly (string | Buffer | Content)[];

/** Bytes as they are, or a content in memory of its own. */
export function toBuffer(content: Buffer | Content): Buffer {
  if (Buffer.isBuffer(content)) return content;
  const memory = Buffer.allocUnsafeSlow(content.countBytes());
  content.write(memory, 0);
  return memory;
}
