/** @throws TypeError if it is no text. */
export function asText(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('no text');
  return value;
}

/** @throws TypeError if it is no array. */
export function asArray(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError('no array');
  return value;
}
