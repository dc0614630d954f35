/** How much memory is taken at once for entries of text. */
const slabBytes = 64 * 1_024;

/** The most bytes of UTF-8 that a UTF-16 code unit becomes. */
const bytesPerUnit = 3;

/**
 * The memory for the next entries, and how much of it is given out: to measure a text and to take memory for it alone
 * costs several times what writing it does. An entry keeps its slab alive, 64 KiB if it waits alone; those that wait
 * together lie together.
 */
let slab = Buffer.allocUnsafeSlow(0);
let used = 0;

/** A text as UTF-8, behind so many bytes that are still to be written. */
export function placeText(before: number, text: string): Buffer {
  const room = before + text.length * bytesPerUnit;
  if (room > slabBytes) return placeLongText(before, text);
  if (room > slab.length - used) {
    slab = Buffer.allocUnsafeSlow(slabBytes);
    used = 0;
  }
  const start = used;
  used = start + before + slab.write(text, start + before);
  return slab.subarray(start, used);
}

function placeLongText(before: number, text: string): Buffer {
  const entry = Buffer.allocUnsafeSlow(before + Buffer.byteLength(text));
  entry.write(text, before);
  return entry;
}

/** A copy of bytes, behind so many that are still to be written. */
export function placeBytes(before: number, bytes: Uint8Array): Buffer {
  const entry = Buffer.allocUnsafe(before + bytes.length);
  entry.set(bytes, before);
  return entry;
}
