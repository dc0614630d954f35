import type { Content } from './content.ts';

/** How much memory is taken at once for entries. */
const slabBytes = 64 * 1_024;

/**
 * The memory for the next entries, and how much of it is given out: to measure a text and to take memory for it alone
 * costs several times what writing it does. An entry keeps its slab alive, 64 KiB if it waits alone; those that wait
 * together lie together.
 */
let slab = Buffer.allocUnsafeSlow(0);
let used = 0;

/** Writes a content behind so many bytes that are still to be written. */
export function placeContent(before: number, content: Content): Buffer {
  const room = before + content.mostBytes;
  if (room > slabBytes) {
    const entry = Buffer.allocUnsafeSlow(before + content.countBytes());
    content.write(entry, before);
    return entry;
  }
  if (room > slab.length - used) {
    slab = Buffer.allocUnsafeSlow(slabBytes);
    used = 0;
  }
  const start = used;
  used = content.write(slab, start + before);
  return slab.subarray(start, used);
}
