/**
 * The known name that was most likely meant, if one is near: the same but for case and separators, or few typing errors
 * away (one in four letters).
 */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  const wanted = normalize(name);
  let best: { readonly name: string; readonly distance: number } | undefined;
  for (const candidate of known) {
    const distance = editDistance(wanted, normalize(candidate));
    if (distance < (best?.distance ?? Infinity)) best = { name: candidate, distance };
  }
  return best !== undefined && best.distance <= Math.max(1, Math.floor(best.name.length / 4)) ? best.name : undefined;
}

function normalize(name: string): string {
  return name
    .slice(0, 64)
    .replaceAll(/[-_.\s]/g, '')
    .toLowerCase();
}

/**
 * Insertions, deletions, replacements and swaps of neighbours that lead from one text to the other, no part of it changed
 * twice ("optimal string alignment"). O(product of the lengths).
 */
export function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current[column] = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (same ? 0 : 1),
        swapped ? at(beforeLast, column - 2) + 1 : Infinity,
      );
    }
    beforeLast = last;
    last = current;
  }
  return at(last, to.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
