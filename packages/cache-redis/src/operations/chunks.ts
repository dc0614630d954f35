/** Cuts a list into parts of at most this many items. */
export function chunks<T>(items: readonly T[], longest: number): readonly (readonly T[])[] {
  if (items.length === 0) return [];
  return Array.from({ length: Math.ceil(items.length / longest) }, (_, part) =>
    items.slice(part * longest, (part + 1) * longest),
  );
}
