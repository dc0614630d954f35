import type { BatchEntry } from '../call-options.ts';
import { CacheOptionError } from '../errors/cache-option-error.ts';
import type { ErrorPlace } from '../errors/error-place.ts';

/**
 * The keys of a batch.
 *
 * @throws CacheOptionError if they are no list of keys. A string is none: it would be taken apart into letters.
 */
export function listKeys(keys: Iterable<string>, place: ErrorPlace = {}): string[] {
  if (isList(keys)) return [...keys];
  throw argumentError('keys', 'an array or another iterable of keys', keys, place);
}

/** The entries of a batch. @throws CacheOptionError if they are no list of `[key, value]` or `[key, value, options]`. */
export function listEntries(entries: Iterable<BatchEntry>, place: ErrorPlace = {}): BatchEntry[] {
  const list = isList(entries) ? [...entries] : undefined;
  if (list?.every((entry: unknown) => Array.isArray(entry)) === true) return list;
  throw argumentError('entries', 'a Map, an array or another iterable of [key, value] pairs', entries, place);
}

/** The tags of a call, each once. @throws CacheOptionError if they are no list of strings. */
export function listTags(tags: Iterable<string>, place: ErrorPlace = {}): string[] {
  const list: readonly unknown[] | undefined = isList(tags) ? [...tags] : undefined;
  if (list?.every((tag) => typeof tag === 'string') === true) return [...new Set(list)];
  throw argumentError('tags', 'an array or another iterable of strings', tags, place);
}

/**
 * Checks text that must arrive elsewhere as it is: a lone surrogate would not.
 *
 * @param option What an error should call it.
 * @throws CacheOptionError if it is no well-formed text, or has more than so many bytes of UTF-8.
 */
export function checkText(
  option: string,
  text: unknown,
  place: ErrorPlace = {},
  mostBytes: number = Infinity,
): asserts text is string {
  const isText = typeof text === 'string';
  if (isText && text.isWellFormed() && (mostBytes === Infinity || Buffer.byteLength(text) <= mostBytes)) return;
  const limit = mostBytes === Infinity ? '' : ` of at most ${mostBytes} bytes`;
  const found = isText ? `${text.length} characters` : text === null ? 'null' : typeof text;
  throw new CacheOptionError(`${option} is ${found}; give well-formed text${limit}`, { ...place, option });
}

/** @throws CacheOptionError if options are given that are no object, such as a bare ttl. */
export function checkOptions(options: object | undefined, place: ErrorPlace = {}): void {
  if (options === undefined || (typeof options === 'object' && options !== null && !Array.isArray(options))) return;
  throw argumentError('options', "an object such as { ttl: '1h' }", options, place);
}

/** @throws CacheOptionError if a name is not among the known ones. For options that are read once. */
export function checkOptionNames(options: object | undefined, known: readonly string[]): void {
  checkOptions(options);
  for (const name of Object.keys(options ?? {})) {
    if (known.includes(name)) continue;
    throw new CacheOptionError(`${name} is no option; the options are ${known.join(', ')}`, { option: name });
  }
}

function isList(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

function argumentError(option: string, accepted: string, found: unknown, place: ErrorPlace): CacheOptionError {
  const kind = found === null ? 'null' : Array.isArray(found) ? 'a list of something else' : typeof found;
  return new CacheOptionError(`${option} must be ${accepted}, not ${kind}`, { ...place, option });
}
