const groups: Readonly<Record<string, readonly string[]>> = {
  whitespace: ['a', 'A', ' a', 'a ', 'a\n', 'a\0', '\0a', '\uFEFFa', 'a\u200B'],
  patterns: ['*', 'a*', '?', '[a]', '[^a]', '{a}', '{a}b', '{}', '\\*', '\\'],
  separators: ['a:b', 'a::b', ':a', 'a:', ':', 'a/b', 'a.b', '../a', 'a%3Ab', '%61', '"a"', "'a'"],
  letters: ['é', 'e\u0301', 'É', 'ß', 'ss', 'ı', 'i', '漢', '😀', '\uFFFD'],
  inherited: ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'undefined', 'null', 'NaN'],
  numbers: ['0', '00', '-0', '1', '1.0', '01', '1e0'],
  longest: ['x'.repeat(1_024), 'x'.repeat(1_023), `${'x'.repeat(1_023)}y`, `y${'x'.repeat(1_023)}`, '漢'.repeat(341)],
};

/** Keys of which a store that folds, cuts, escapes, matches or splits them would take one for another. */
export const confusableKeys: readonly string[] = Object.values(groups).flat();
