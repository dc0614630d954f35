import { createHash } from 'node:crypto';
import { CacheKeyError, CacheOptionError, maxKeyBytes } from '@modular-agent/cache-contract';

/** The most bytes that the names of a cache and its namespaces take together, so that there is room for keys. */
const maxPathBytes = 512;

/** How many names are remembered, and of keys how long: joining and hashing one anew takes a third of a hit's time. */
const maxNames = 2_000;
const longestRemembered = 256;

/**
 * A cache, or a namespace in it: what its keys and tags are called where all caches share a store.
 *
 * A key becomes `answers/tenant:42|question`, where `answers` is the cache and `tenant:42` the namespace. The names in front
 * hold none of `/`, `|`, `#` and `%`, which are written as `%2F` and so on: so the first `|` ends them, and no two keys meet
 * in one. A key that is too long for a provider becomes `answers/tenant:42#` and its SHA-256.
 */
export class Namespace {
  readonly #path: string;
  /** The paths of this namespace and of all around it, the outermost first. */
  readonly #around: readonly string[];
  readonly #prefix: string;
  readonly #names = new Map<string, string>();
  /** What is invalidated when this namespace or one around it is cleared. */
  readonly clearTags: readonly string[];

  /** The names of the namespaces, joined by `/`; empty for the cache itself. */
  readonly label: string;

  private constructor(around: readonly string[], path: string, label: string) {
    this.label = label;
    this.#path = path;
    this.#around = [...around, path];
    this.#prefix = `${path}|`;
    this.clearTags = this.#around.map(clearTagOf);
  }

  /** @throws CacheOptionError if that can't be the name of a cache. */
  static ofCache(name: string): Namespace {
    return new Namespace([], pathOf('', name, 'name'), '');
  }

  /** @throws CacheOptionError if that can't be the name of a namespace. */
  namespace(name: string): Namespace {
    const label = this.label === '' ? name : `${this.label}/${name}`;
    return new Namespace(this.#around, pathOf(`${this.#path}/`, name, 'namespace'), label);
  }

  /** @throws CacheKeyError if it is no key. */
  keyOf(key: string): string {
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const name = this.#nameOf(key);
    if (key.length > longestRemembered) return name;
    if (this.#names.size >= maxNames) this.#names.clear();
    this.#names.set(key, name);
    return name;
  }

  #nameOf(key: string): string {
    const full = this.#prefix + key;
    // What is short can't be too long, and what a provider has under it was checked before.
    const isShort = typeof key === 'string' && key !== '' && full.length * 3 <= maxKeyBytes;
    return isShort ? full : this.#longKeyOf(key, full);
  }

  /** What is invalidated by `clear`. */
  get clearTag(): string {
    return clearTagOf(this.#path);
  }

  /** What a tag is called when it is invalidated here. */
  tagOf(tag: string): string {
    return scopedTag(this.#path, tag);
  }

  /** Everything whose invalidation takes an entry with these tags away: the tags here and in each scope around, and clearTags. */
  tagsOf(tags: readonly string[]): readonly string[] {
    if (tags.length === 0) return this.clearTags;
    return [...this.clearTags, ...this.#around.flatMap((path) => tags.map((tag) => scopedTag(path, tag)))];
  }

  #longKeyOf(key: string, full: string): string {
    if (typeof key !== 'string' || key === '' || !key.isWellFormed()) {
      throw new CacheKeyError(`a key must be a well-formed string that is not empty`, {});
    }
    if (Buffer.byteLength(full) <= maxKeyBytes) return full;
    return `${this.#path}#${createHash('sha256').update(key).digest('base64url')}`;
  }
}

function pathOf(around: string, name: unknown, option: string): string {
  const isName = typeof name === 'string' && name !== '' && name.isWellFormed();
  const path = isName ? around + name.replaceAll(/[/|#%]/g, (mark) => encodeURIComponent(mark)) : '';
  if (isName && Buffer.byteLength(path) <= maxPathBytes) return path;
  throw new CacheOptionError(
    `${option} must be well-formed text that is not empty; with those around it at most ${maxPathBytes} bytes`,
    { option },
  );
}

function clearTagOf(path: string): string {
  return `clear|${path}`;
}

function scopedTag(path: string, tag: string): string {
  return `tag|${path}|${tag}`;
}
