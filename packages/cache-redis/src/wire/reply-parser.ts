import type { Milliseconds } from '@modular-agent/cache-contract';
import { ErrorReply } from 'redis';
import type { Reply, ReplyReceiver } from './reply.ts';

const carriageReturn = 13;
/** No line of a reply is longer. */
const longestLine = 65_536;
/** As much as is taken of a piece at least, to end a line that was cut. */
const longestShortLine = 64;
/** Lists in lists, of which the commands that are sent know two. */
const deepest = 8;

/** A list whose items are still coming. */
interface OpenList {
  /** The outermost list of a receiver that takes items holds none of its own. */
  readonly items: Reply[] | undefined;
  readonly size: number;
  count: number;
  /** A message that belongs to no command. */
  readonly isPush: boolean;
}

/**
 * Reads RESP 2 and 3 as it comes in, in pieces of any size: O(bytes), and no item is looked at twice. What it tells as bytes
 * lies in the piece that came in: copy what is kept.
 */
export class ReplyParser {
  readonly #largest: number;
  readonly #next: () => ReplyReceiver;
  readonly #done: () => void;
  /** What came in and could not be read yet. */
  #rest: Buffer[] = [];
  #restBytes = 0;
  /** How many bytes must be there before it is worth to look again. */
  #needed = 1;
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  #open: OpenList[] = [];
  #now: Milliseconds = 0;

  /** Bytes of a string that is too large to be kept, which are still to come. */
  #toSkip = 0;

  /**
   * @param largest A longer string is read past, in no memory, and told as an empty one.
   * @param next Whose reply comes next. Throws if nobody waits for one.
   * @param done That reply has been told.
   */
  constructor(largest: number, next: () => ReplyReceiver, done: () => void) {
    this.#largest = largest;
    this.#next = next;
    this.#done = done;
  }

  /**
   * @param now When it came in.
   * @throws Error if this is no RESP; nothing that follows can be trusted then.
   */
  push(piece: Buffer, now: Milliseconds): void {
    this.#now = now;
    let from = 0;
    while (this.#restBytes > 0 && from < piece.length) {
      // No more of the piece is copied than ends the value that was cut.
      const part = piece.subarray(from, from + Math.max(this.#needed - this.#restBytes, longestShortLine));
      this.#rest.push(part);
      this.#restBytes += part.length;
      from += part.length;
      if (this.#restBytes < this.#needed) return;
      const head = Buffer.concat(this.#rest, this.#restBytes);
      const left = head.length - this.#read(head);
      // What was taken too much is read from the piece.
      if (left <= part.length) from -= left;
      this.#keep(left <= part.length ? empty : head.subarray(head.length - left));
    }
    if (from < piece.length) this.#keep(piece.subarray(from + this.#read(from === 0 ? piece : piece.subarray(from))));
  }

  #keep(rest: Buffer): void {
    this.#rest = rest.length === 0 ? [] : [rest];
    this.#restBytes = rest.length;
  }

  /** Reads what is whole. @returns How many bytes that was. */
  #read(bytes: Buffer): number {
    this.#bytes = bytes;
    this.#at = Math.min(this.#toSkip, bytes.length);
    this.#toSkip -= this.#at;
    while (this.#at < bytes.length && this.#readOne());
    this.#bytes = empty;
    return this.#at;
  }

  /** Reads one value, or the beginning of a list. @returns Was it whole? If not, nothing was read. */
  #readOne(): boolean {
    const bytes = this.#bytes;
    const start = this.#at;
    let end = start + 1;
    while (end < bytes.length && bytes[end] !== carriageReturn) end++;
    if (end + 1 >= bytes.length) return this.#waitForLine(bytes.length - start);
    switch (bytes[start]) {
      case 36: // $
      case 61: // =
        return this.#readBulk(start, end);
      case 33: // !
        return this.#readBulk(start, end);
      case 42: // *
      case 126: // ~
        return this.#openList(this.#integer(start + 1, end), end, false);
      case 37: // %
        return this.#openList(this.#integer(start + 1, end) * 2, end, false);
      case 62: // >
        return this.#openList(this.#integer(start + 1, end), end, true);
      default:
        this.#at = end + 2;
        this.#tell(this.#line(bytes[start], start + 1, end));
        return true;
    }
  }

  #readBulk(start: number, end: number): boolean {
    const bytes = this.#bytes;
    const length = this.#integer(start + 1, end);
    if (length === -1) {
      this.#at = end + 2;
      this.#tell(null);
      return true;
    }
    if (length < 0) throw new Error('a length is negative');
    const from = end + 2;
    const until = from + length;
    if (length > this.#largest) return this.#skip(until + 2);
    if (until + 2 > bytes.length) return this.#wait(until + 2 - start);
    this.#at = until + 2;
    // A verbatim string begins with its kind: `txt:`.
    const content = bytes.subarray(bytes[start] === 61 ? from + 4 : from, until);
    this.#tell(bytes[start] === 33 ? new ErrorReply(content.toString()) : content);
    return true;
  }

  #openList(size: number, end: number, isPush: boolean): boolean {
    this.#at = end + 2;
    if (size < 0) {
      if (size !== -1) throw new Error('a length is negative');
      this.#tell(null);
      return true;
    }
    if (this.#open.length === deepest) throw new Error('lists are nested too deep');
    const isTold = this.#open.length === 0 && !isPush && this.#next().takesItems;
    this.#open.push({ items: isTold ? undefined : [], size, count: 0, isPush });
    if (size === 0) this.#closeLists();
    return true;
  }

  /** A value is whole: it is an item of the innermost list, or a reply. */
  #tell(value: Reply): void {
    const list = this.#open.at(-1);
    if (list === undefined) {
      this.#reply(value);
      return;
    }
    if (list.items === undefined) this.#next().onItem(list.count, value, this.#now);
    else list.items.push(value);
    list.count++;
    if (list.count === list.size) this.#closeLists();
  }

  #closeLists(): void {
    const list = this.#open.pop();
    if (list === undefined || list.isPush) return;
    const outer = this.#open.at(-1);
    if (outer === undefined) {
      this.#reply(list.items ?? []);
    } else {
      this.#tell(list.items ?? []);
    }
  }

  #reply(value: Reply): void {
    const receiver = this.#next();
    this.#done();
    if (value instanceof ErrorReply) receiver.onError(value, this.#now);
    else receiver.onReply(value, this.#now);
  }

  #line(type: number | undefined, start: number, end: number): Reply {
    switch (type) {
      case 58: // :
        return this.#integer(start, end);
      case 43: // +
      case 44: // ,
      case 40: // (
        return this.#bytes.toString('latin1', start, end);
      case 45: // -
        return new ErrorReply(this.#bytes.toString('utf8', start, end));
      case 35: // #
        return this.#bytes[start] === 116 ? 1 : 0;
      case 95: // _
        return null;
      default:
        throw new Error(`a reply begins with byte ${type}`);
    }
  }

  #integer(start: number, end: number): number {
    const bytes = this.#bytes;
    const isNegative = bytes[start] === 45;
    let value = 0;
    for (let at = isNegative ? start + 1 : start; at < end; at++) {
      const digit = (bytes[at] ?? 0) - 48;
      if (digit < 0 || digit > 9) throw new Error('a length is no number');
      value = value * 10 + digit;
    }
    return isNegative ? -value : value;
  }

  #skip(until: number): true {
    this.#at = Math.min(until, this.#bytes.length);
    this.#toSkip = until - this.#at;
    this.#tell(empty);
    return true;
  }

  #waitForLine(length: number): false {
    if (length > longestLine) throw new Error('a line has no end');
    return this.#wait(length + 1);
  }

  #wait(bytes: number): false {
    this.#needed = bytes;
    return false;
  }
}

const empty = Buffer.alloc(0);
