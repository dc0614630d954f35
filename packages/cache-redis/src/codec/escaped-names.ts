/** What JSON escapes in a string: a quote, a backslash, a control character, a lone surrogate. */
const escaped = /["\\\p{Cc}\p{Cs}]/u;

/** A name with an escape in JSON text; also a string in an array that looks like one. */
const suspicious = /[{,]"[^"\\]*\\/;

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
  return text.includes('\\') && suspicious.test(text) && search(value);
}

function search(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(search);
  return Object.entries(value).some(([name, item]) => isEscapedName(name) || search(item));
}
