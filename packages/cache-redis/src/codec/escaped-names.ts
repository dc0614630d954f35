/** What JSON escapes in a string: a quote, a backslash, a control character, a lone surrogate. */
const escaped = /["\\\p{Cc}\p{Cs}]/u;

/**
 * Must a property's name be escaped in JSON?
 *
 * V8 reads such a name wrongly if JSON was parsed before in which the raw text of this name was the name of a property at
 * the same place: `JSON.parse` gives `\` for `"\n"` (nodejs/node#63785, Node.js 24 to 26 at least). So no such name is
 * ever written.
 */
export function isEscapedName(name: string): boolean {
  return escaped.test(name);
}

/** Is any name in a value that is plain JSON escaped in its text? O(text), most often the search for a backslash alone. */
export function hasEscapedNames(value: unknown, text: string): boolean {
  return isSuspicious(text) && search(value);
}

/**
 * Is there an escape in a string of JSON text that begins like a name, behind a `{` or a comma? A string in an array may do
 * so too. Looks at the first escape of each string, and at nothing where there is none.
 */
function isSuspicious(text: string): boolean {
  let escape = text.indexOf('\\');
  while (escape >= 0) {
    // No quote stands between, as this is the string's first escape.
    const before = text[text.lastIndexOf('"', escape) - 1];
    if (before === '{' || before === ',') return true;
    escape = text.indexOf('\\', endOfString(text, escape));
  }
  return false;
}

/** Where the string ends in which this escape stands. */
function endOfString(text: string, escape: number): number {
  let quote = escape;
  for (;;) {
    quote = text.indexOf('"', quote + 1);
    let escapes = quote;
    while (text[escapes - 1] === '\\') escapes--;
    if ((quote - escapes) % 2 === 0) return quote;
  }
}

function search(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(search);
  return Object.entries(value).some(([name, item]) => isEscapedName(name) || search(item));
}
