/**
 * The quantile `fraction` (0 to 1) of values in ascending order, interpolated between neighbours as R and NumPy do by
 * default (type 7). NaN without values.
 */
export function quantile(sorted: readonly number[], fraction: number): number {
  const position = (sorted.length - 1) * fraction;
  const lower = sorted[Math.floor(position)];
  const upper = sorted[Math.ceil(position)];
  if (lower === undefined || upper === undefined) return Number.NaN;
  if (lower === upper) return lower;
  return lower + (upper - lower) * (position - Math.floor(position));
}

/** The values in ascending order. */
export function ascending(values: Iterable<number>): number[] {
  return Array.from(values).toSorted((a, b) => a - b);
}

/** The middle of the values. NaN without values. */
export function median(values: Iterable<number>): number {
  return quantile(ascending(values), 0.5);
}
