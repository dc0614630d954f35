/** Lists in lists. */
const deepest = 1_024;

/**
 * Makes sure that bytes are MessagePack of JSON data alone, whole, and no larger than they say: no extensions, no binary, no
 * keys but text, no list longer than what is left of the bytes. So a decoder finds nothing to be led astray by. O(bytes).
 *
 * @see https://github.com/msgpack/msgpack/blob/master/spec.md
 * @param mostItems How many list items and properties there may be in all.
 * @throws Error if they are not.
 */
export function checkMessagePack(bytes: Buffer, mostItems: number): void {
  const end = new Walk(bytes, mostItems).value(0, 0);
  if (end !== bytes.length) throw new RangeError('something is left behind the value');
}

class Walk {
  readonly #bytes: Buffer;
  #itemsLeft: number;

  constructor(bytes: Buffer, mostItems: number) {
    this.#bytes = bytes;
    this.#itemsLeft = mostItems;
  }

  /** @returns Where the value ends. */
  value(at: number, depth: number): number {
    const type = this.#need(at, 1)[at] as number;
    if (type <= 0x7f || type >= 0xe0) return at + 1;
    if (type <= 0x8f) return this.#map(at + 1, type & 0x0f, depth);
    if (type <= 0x9f) return this.#list(at + 1, type & 0x0f, depth);
    if (type <= 0xbf) return this.#text(at + 1, type & 0x1f);
    switch (type) {
      case 0xc0: // nil
      case 0xc2: // false
      case 0xc3: // true
        return at + 1;
      case 0xcc: // uint 8
      case 0xd0: // int 8
        return this.#skip(at + 1, 1);
      case 0xcd: // uint 16
      case 0xd1: // int 16
        return this.#skip(at + 1, 2);
      case 0xca: // float 32
      case 0xce: // uint 32
      case 0xd2: // int 32
        return this.#skip(at + 1, 4);
      case 0xcb: // float 64
        return this.#skip(at + 1, 8);
      case 0xd9: // str 8
        return this.#text(at + 2, this.#need(at + 1, 1).readUInt8(at + 1));
      case 0xda: // str 16
        return this.#text(at + 3, this.#need(at + 1, 2).readUInt16BE(at + 1));
      case 0xdb: // str 32
        return this.#text(at + 5, this.#need(at + 1, 4).readUInt32BE(at + 1));
      case 0xdc: // array 16
        return this.#list(at + 3, this.#need(at + 1, 2).readUInt16BE(at + 1), depth);
      case 0xdd: // array 32
        return this.#list(at + 5, this.#need(at + 1, 4).readUInt32BE(at + 1), depth);
      case 0xde: // map 16
        return this.#map(at + 3, this.#need(at + 1, 2).readUInt16BE(at + 1), depth);
      case 0xdf: // map 32
        return this.#map(at + 5, this.#need(at + 1, 4).readUInt32BE(at + 1), depth);
      default:
        throw new RangeError(`type ${type} is none of JSON's`);
    }
  }

  #list(from: number, length: number, depth: number): number {
    if (depth === deepest) throw new RangeError('lists are nested too deep');
    let at = from;
    this.#need(at, length);
    this.#count(length);
    for (let index = 0; index < length; index++) at = this.value(at, depth + 1);
    return at;
  }

  #map(from: number, size: number, depth: number): number {
    if (depth === deepest) throw new RangeError('maps are nested too deep');
    let at = from;
    this.#need(at, 2 * size);
    this.#count(size);
    for (let index = 0; index < size; index++) {
      const type = this.#need(at, 1)[at] as number;
      const isText = (type >= 0xa0 && type <= 0xbf) || (type >= 0xd9 && type <= 0xdb);
      if (!isText) throw new RangeError('a key is no text');
      at = this.value(this.value(at, depth + 1), depth + 1);
    }
    return at;
  }

  #text(at: number, length: number): number {
    return this.#skip(at, length);
  }

  #skip(at: number, length: number): number {
    this.#need(at, length);
    return at + length;
  }

  #count(items: number): void {
    this.#itemsLeft -= items;
    if (this.#itemsLeft < 0) throw new RangeError('it has too many items');
  }

  #need(at: number, length: number): Buffer {
    if (at + length > this.#bytes.length) throw new RangeError('it is cut');
    return this.#bytes;
  }
}
