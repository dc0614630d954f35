/**
 * The contenders in the order of a round: in each another one begins, and every second one goes backwards, so that
 * nobody is always behind the same one.
 */
export function roundOrder<T>(contenders: readonly T[], round: number): readonly T[] {
  const first = round % Math.max(1, contenders.length);
  const rotated = [...contenders.slice(first), ...contenders.slice(0, first)];
  return round % 2 === 0 ? rotated : rotated.toReversed();
}
