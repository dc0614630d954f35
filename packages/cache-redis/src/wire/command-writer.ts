import { toBuffer, type CommandArguments, type Content } from './command-arguments.ts';

const slabBytes = 65_536;
/** From here on bytes are not copied, but sent from where they are. */
const largeBytes = 16_384;
/** The longest UTF-8 of one UTF-16 unit. */
const mostBytesPerUnit = 3;

/** What a length takes, with the end of its line. */
const mostLengthDigits = 12;

/** How many slabs are kept for the next ticks. */
const mostSpares = 16;

/** What one tick has written, in order. */
export interface Written {
  readonly pieces: readonly Buffer[];
  /** The pieces have been sent, and their memory may be written again. */
  readonly sent: () => void;
}

/**
 * Writes commands as RESP (https://redis.io/docs/latest/develop/reference/protocol-spec/), all of a tick into one piece of
 * memory: a socket that is given one piece writes it in one go. The memory is used again once it was sent, as new memory for
 * each tick would keep the garbage collector busy.
 */
export class CommandWriter {
  #spares: Buffer[] = [];
  #used: Buffer[] = [];
  #slab: Buffer = Buffer.alloc(0);
  #from = 0;
  #until = 0;
  #pieces: Buffer[] = [];

  write(commandArguments: CommandArguments): void {
    let before = `*${commandArguments.length}\r\n`;
    let from = 0;
    for (let index = 0; index < commandArguments.length; index++) {
      const argument = commandArguments[index] as CommandArguments[number];
      if (typeof argument === 'string') continue;
      this.#writeTexts(before, commandArguments, from, index, '$');
      if (Buffer.isBuffer(argument)) this.#writeBytes(argument);
      else this.#writeContent(argument);
      before = '\r\n';
      from = index + 1;
    }
    this.#writeTexts(before, commandArguments, from, commandArguments.length, '');
  }

  /** What was written since the last time. */
  take(): Written {
    this.#closePiece();
    const pieces = this.#pieces;
    const used = this.#used;
    this.#pieces = [];
    this.#used = [];
    this.#slab = empty;
    this.#from = 0;
    this.#until = 0;
    return { pieces, sent: () => this.#giveBack(used) };
  }

  /** @param until The first of them that is no text, from `from` on. */
  #writeTexts(before: string, all: CommandArguments, from: number, until: number, behind: string): void {
    // Most names are ASCII, and where all are it shows when they were written: to measure each would cost more.
    const guess = before + listTexts(all, from, until, unitsOf) + behind;
    this.#reserve(guess.length * mostBytesPerUnit);
    let written = this.#slab.write(guess, this.#until);
    if (written !== guess.length) {
      written = this.#slab.write(before + listTexts(all, from, until, bytesOf) + behind, this.#until);
    }
    this.#until += written;
  }

  #writeBytes(bytes: Buffer): void {
    this.#writeTexts(`${bytes.length}\r\n`, [], 0, 0, '');
    if (bytes.length >= largeBytes) {
      this.#closePiece();
      this.#pieces.push(bytes);
    } else {
      this.#reserve(bytes.length);
      this.#slab.set(bytes, this.#until);
      this.#until += bytes.length;
    }
  }

  /** Its length, and then the content itself. */
  #writeContent(content: Content): void {
    const room = content.mostBytes + mostLengthDigits;
    if (room > slabBytes) {
      this.#writeBytes(toBuffer(content));
      return;
    }
    this.#reserve(room);
    // How long it is shows when it is written; how many digits that takes can almost always be told before.
    const slab = this.#slab;
    const start = this.#until + `${content.length}\r\n`.length;
    const end = content.write(slab, start);
    const length = `${end - start}\r\n`;
    const moved = this.#until + length.length;
    if (moved !== start) slab.copyWithin(moved, start, end);
    slab.write(length, this.#until, 'latin1');
    this.#until = moved + (end - start);
  }

  #reserve(bytes: number): void {
    if (this.#slab.length - this.#until >= bytes) return;
    this.#closePiece();
    this.#slab =
      bytes > slabBytes ? Buffer.allocUnsafeSlow(bytes) : (this.#spares.pop() ?? Buffer.allocUnsafeSlow(slabBytes));
    if (this.#slab.length === slabBytes) this.#used.push(this.#slab);
    this.#from = 0;
    this.#until = 0;
  }

  #closePiece(): void {
    if (this.#from === this.#until) return;
    this.#pieces.push(this.#slab.subarray(this.#from, this.#until));
    this.#from = this.#until;
  }

  #giveBack(slabs: readonly Buffer[]): void {
    for (const slab of slabs) {
      if (this.#spares.length < mostSpares) this.#spares.push(slab);
    }
  }
}

const empty = Buffer.alloc(0);

function listTexts(all: CommandArguments, from: number, until: number, lengthOf: (text: string) => number): string {
  let list = '';
  for (let index = from; index < until; index++) {
    const text = all[index] as string;
    list += `$${lengthOf(text)}\r\n${text}\r\n`;
  }
  return list;
}

function unitsOf(text: string): number {
  return text.length;
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}
