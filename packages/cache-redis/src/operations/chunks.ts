/** Cuts a list into parts of at most this many items, and of at most this size unless a single item has more. */
export function chunks<T>(
  items: readonly T[],
  longest: number,
  largest: number = Infinity,
  sizeOf: (item: T) => number = () => 0,
): readonly T[][] {
  const parts: T[][] = [];
  let part: T[] = [];
  let size = 0;
  for (const item of items) {
    const itemSize = sizeOf(item);
    if (part.length === longest || (part.length > 0 && size + itemSize > largest)) {
      parts.push(part);
      part = [];
      size = 0;
    }
    part.push(item);
    size += itemSize;
  }
  if (part.length > 0) parts.push(part);
  return parts;
}
