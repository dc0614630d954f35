import fc from 'fast-check';

/** Any text, with a liking for what encoders trip over: lone surrogates, NUL, line separators, escapes. */
export function cacheableText(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.string({ unit: awkward, maxLength: 8 }),
    fc.string({ maxLength: 12 }),
  );
}

const awkward = fc.constantFrom(
  '\ud800',
  '\udc00',
  '\udfff',
  '\u2028',
  '\uFEFF',
  '\uFFFD',
  '\0',
  '\\',
  '"',
  '$',
  'é',
  '😀',
);
