import { stem } from './stem.ts';
import { stopWords } from './stop-words.ts';

/** A word as it stands in a text, and the forms by which it is matched. */
export interface Term {
  readonly word: string;
  readonly stem: string;
  /** Of a compound such as `getOrSet`, `max_connections` or `cache-redis`: the forms of its parts. */
  readonly parts: readonly string[];
}

const wordPattern = /[\p{L}\p{N}]+(?:['’_-][\p{L}\p{N}]+)*/gu;
const seam = /[_-]|(?<=[\p{Ll}\p{N}])(?=\p{Lu})/u;

/** The words of a text, in order; without stop words. */
export function terms(text: string): Term[] {
  return [...text.matchAll(wordPattern)]
    .map(([found]) => found.replace('’', "'"))
    .filter((word) => !stopWords.has(word.toLowerCase()))
    .map((word) => {
      const parts = word.split(seam).map((part) => part.toLowerCase());
      return {
        word,
        stem: parts.length > 1 ? parts.join('') : form(word.toLowerCase()),
        parts: parts.length > 1 ? parts.filter((part) => !stopWords.has(part)).map(form) : [],
      };
    });
}

/** The matching forms of a text's words, compounds and their parts. */
export function stems(text: string): string[] {
  return terms(text).flatMap((term) => [term.stem, ...term.parts]);
}

function form(word: string): string {
  return stem(word.replace(/'s$/, ''));
}
