/** One command's name and arguments. */
export type CommandArguments = readonly (string | Buffer)[];

const slabBytes = 65_536;
/** From here on bytes are not copied, but sent from where they are. */
const largeBytes = 16_384;
/** The longest UTF-8 of one UTF-16 unit. */
const mostBytesPerUnit = 3;

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
    let text = `*${commandArguments.length}\r\n`;
    for (const argument of commandArguments) {
      if (typeof argument === 'string') {
        text += `$${Buffer.byteLength(argument)}\r\n${argument}\r\n`;
      } else {
        this.#writeText(`${text}$${argument.length}\r\n`);
        this.#writeBytes(argument);
        text = '\r\n';
      }
    }
    this.#writeText(text);
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

  #writeText(text: string): void {
    this.#reserve(text.length * mostBytesPerUnit);
    this.#until += this.#slab.write(text, this.#until);
  }

  #writeBytes(bytes: Buffer): void {
    if (bytes.length >= largeBytes) {
      this.#closePiece();
      this.#pieces.push(bytes);
    } else {
      this.#reserve(bytes.length);
      this.#slab.set(bytes, this.#until);
      this.#until += bytes.length;
    }
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
