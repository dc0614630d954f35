/** How many names go into one message, or are dealt with in one go. */
const namesAtOnce = 500;

export function chunks(names: readonly string[]): readonly (readonly string[])[] {
  const parts: (readonly string[])[] = [];
  for (let first = 0; first < names.length; first += namesAtOnce) parts.push(names.slice(first, first + namesAtOnce));
  return parts;
}
