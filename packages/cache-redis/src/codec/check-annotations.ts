/** superjson's own types that this package writes. Others could allocate without bound, or are another release's. */
const plainTypes: ReadonlySet<unknown> = new Set(['undefined', 'Date', 'regexp', 'set', 'map', 'number', 'URL']);

/**
 * Checks superjson's `meta.values`, which comes from Redis: a tree of objects, whose nodes may be `[type]` or
 * `[type, inner]`.
 *
 * @throws TypeError if it names a type that is not ours.
 */
export function checkAnnotations(tree: unknown, customNames: ReadonlySet<string>): void {
  if (typeof tree !== 'object' || tree === null) throw new TypeError('an annotation is no object');
  if (!Array.isArray(tree)) {
    for (const inner of Object.values(tree)) checkAnnotations(inner, customNames);
    return;
  }
  const [type, inner] = tree as readonly unknown[];
  const known = Array.isArray(type)
    ? type.length === 2 && type[0] === 'custom' && customNames.has(type[1] as string)
    : plainTypes.has(type);
  if (!known) throw new TypeError('an annotation names an unknown type');
  if (inner !== undefined) checkAnnotations(inner, customNames);
}
