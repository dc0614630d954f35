import { CacheSerializationError } from '@modular-agent/cache-contract';

/** The most characters of all RegExps of a value: to make them takes up to 0.2 s. */
const maxCharacters = 100_000;

/** What `\p{…}` counts for: V8 lists all its characters, which takes from 30 µs to 3 ms. */
const propertyWeight = 500;
const property = /\\p/gi;

/** How much of the RegExps of one value there may still be. */
export class RegExpRoom {
  #left = maxCharacters;

  /** @throws CacheSerializationError if this one is too much. */
  take(source: string): void {
    this.#left -= source.length;
    if (this.#left >= 0) for (const _ of source.matchAll(property)) this.#left -= propertyWeight;
    if (this.#left >= 0) return;
    throw new CacheSerializationError(
      `value holds RegExps of more than ${maxCharacters} characters (\\p counts as ${propertyWeight}); store them as text`,
      { path: 'value' },
    );
  }
}
