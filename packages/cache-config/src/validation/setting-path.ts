/** The path of a setting inside of another: `redis` and `port` give `redis.port`. */
export function childPath(parent: string, key: string): string {
  const shown = showKey(key);
  return parent === '' ? shown : `${parent}.${shown}`;
}

/** The path of an item of a list. */
export function itemPath(parent: string, index: number): string {
  return `${parent}[${index}]`;
}

/** The path of a value by its name, where nobody knows the names beforehand. Shows the name, so it must be a valid one. */
export function namedPath(parent: string, name: string): string {
  return `${parent}[${JSON.stringify(name)}]`;
}

/** A key as it may be shown: one that is no plain name may be a mistyped `key: value`, so only its first word is. */
function showKey(key: string): string {
  if (key === '<<' || /^[\w-]{1,64}$/.test(key)) return key;
  return `"${/^[\w-]{0,32}/.exec(key)?.[0] ?? ''}…"`;
}
