const commas = 0x2c2c2c2c;
const openBraces = 0x7b7b7b7b;
/** What a `[` lacks of a `{`; nothing else becomes one with it. */
const braceBit = 0x20202020;

/**
 * How many commas, `[` and `{` there are, wherever they stand. Four bytes at a time:
 * JSON is parsed at 2 to 8 ns a byte, and to look at each byte by itself takes 1 to 5.
 */
export function countMarks(bytes: Uint8Array): number {
  const before = -bytes.byteOffset & 3;
  if (bytes.length < before) return countEach(bytes, 0, bytes.length);
  const words = (bytes.length - before) >> 2;
  const all = new Int32Array(bytes.buffer, bytes.byteOffset + before, words);
  let marks = countEach(bytes, 0, before) + countEach(bytes, before + words * 4, bytes.length);
  for (let at = 0; at < words; at++) {
    const word = all[at] as number;
    const found = zeros(word ^ commas) | zeros((word | braceBit) ^ openBraces);
    if (found !== 0) marks += Math.imul(found >>> 7, 0x01010101) >>> 24;
  }
  return marks;
}

/** A word whose bytes are 0x80 where those of the given one are zero, else 0. */
function zeros(word: number): number {
  return ~(((word & 0x7f7f7f7f) + 0x7f7f7f7f) | word | 0x7f7f7f7f);
}

function countEach(bytes: Uint8Array, start: number, end: number): number {
  let marks = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte === 0x2c || (byte | 0x20) === 0x7b) marks++;
  }
  return marks;
}
