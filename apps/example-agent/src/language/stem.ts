/** Endings, longest first, with the shortest stem that may remain. */
const endings: readonly (readonly [ending: string, replacement: string, shortestStem: number])[] = [
  ['ations', '', 4],
  ['ation', '', 4],
  ['ments', '', 4],
  ['ment', '', 4],
  ['ates', '', 4],
  ['ated', '', 4],
  ['ating', '', 4],
  ['ate', '', 4],
  ['sses', 'ss', 2],
  ['ches', 'ch', 2],
  ['shes', 'sh', 2],
  ['ies', 'y', 2],
  ['ing', '', 3],
  ['ers', '', 4],
  ['er', '', 4],
  ['ed', '', 3],
  ['es', '', 3],
  ['ly', '', 4],
  ['s', '', 3],
];

/**
 * One form for the inflections of an English word: `caches`, `cached` and `caching` are all `cach`.
 *
 * A few rules, no dictionary: made for matching, not for reading.
 *
 * @param word in lower case
 */
export function stem(word: string): string {
  if (word.length < 4 || /\d/.test(word) || /(?:ss|us|is)$/.test(word)) {
    return word;
  }
  const match = endings.find(
    ([ending, , shortestStem]) => word.endsWith(ending) && word.length - ending.length >= shortestStem,
  );
  const base = match === undefined ? word : word.slice(0, -match[0].length) + match[1];
  return withoutLastVowel(withoutDoubledEnd(base));
}

function withoutDoubledEnd(base: string): string {
  return /([b-df-hjkm-rtv-z])\1$/.test(base) ? base.slice(0, -1) : base;
}

function withoutLastVowel(base: string): string {
  return base.length > 3 && /[ey]$/.test(base) ? base.slice(0, -1) : base;
}
