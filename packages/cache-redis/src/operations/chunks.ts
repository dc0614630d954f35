/** Cuts a list into parts of at most this many. */
export function chunks<T>(items: readonly T[], size: number): readonly T[][] {
  const parts: T[][] = [];
  for (let from = 0; from < items.length; from += size) parts.push(items.slice(from, from + size));
  return parts;
}
