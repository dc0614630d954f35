import { createHash } from 'node:crypto';
import { CacheKeyError, CacheOptionError, maxKeyBytes } from '@modular-agent/cache-contract';

/** The most bytes that the names of a cache and its namespaces take together, so that there is room for keys. */
const maxPathBytes = 512;

/** Number of names that are remembered, and longest key of these: joining and hashing a name takes a third of a hit's time. */
const maxNames = 2_000;
const longestRemembered = 256;

/**
 * A cache, or a namespace in it: gives keys and tags their names in a store that caches share.
 *
 * A key becomes `answers/tenant:42|question`, where `answers` is the cache and `tenant:42` the namespace. The names in front
 * hold none of `/`, `|`, `#` and `%`, which are written as `%2F` and so on: so the first `|` ends them, and no two keys meet
 * in one. A key that is too long for a provider becomes `answers/tenant:42#` and its SHA-256.
 */
export class Namespace {
  readonly #path: string;
  /** The paths of this namespace and of all that enclose it, the outermost first. */
  readonly #around: readonly string[];
  readonly #prefix: string;
  #names = new Map<string, string>();
  /** Tags that are invalidated when this namespace, or one that encloses it, is cleared. */
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

  /** @throws CacheOptionError if the name of the cache is invalid. */
  static ofCache(name: string): Namespace {
    return new Namespace([], pathOf('', name, 'name'), '');
  }

  /** @throws CacheOptionError if the name of the namespace is invalid. */
  namespace(name: string): Namespace {
    const label = this.label === '' ? name : `${this.label}/${name}`;
    return new Namespace(this.#around, pathOf(`${this.#path}/`, name, 'namespace'), label);
  }

  /** Returns the name of a key in the store. @throws CacheKeyError if the key is invalid. */
  keyOf(key: string): string {
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const name = this.#nameOf(key);
    if (key.length > longestRemembered) return name;
    // Another map: one that is emptied again and again keeps what it held in memory.
    if (this.#names.size >= maxNames) this.#names = new Map();
    this.#names.set(key, name);
    return name;
  }

  #nameOf(key: string): string {
    // Checked before anything is noted under it: no tier could make up for a write of a key that it refuses.
    if (typeof key !== 'string' || key === '' || !key.isWellFormed()) {
      throw new CacheKeyError('a key must be a well-formed string that is not empty', {});
    }
    const full = this.#prefix + key;
    // A short key can't exceed the limit.
    return full.length * 3 <= maxKeyBytes ? full : this.#longKeyOf(key, full);
  }

  /** Tag that `clear` invalidates. */
  get clearTag(): string {
    return clearTagOf(this.#path);
  }

  /** Returns the name of a tag that is invalidated in this namespace. */
  tagOf(tag: string): string {
    return scopedTag(this.#path, tag);
  }

  /**
   * Returns all tags whose invalidation ends an entry with these tags: in this namespace, in each that encloses it, and
   * `clearTags`.
   */
  tagsOf(tags: readonly string[]): readonly string[] {
    if (tags.length === 0) return this.clearTags;
    return [...this.clearTags, ...this.#around.flatMap((path) => tags.map((tag) => scopedTag(path, tag)))];
  }

  #longKeyOf(key: string, full: string): string {
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
