import { maxDepth, valueKind } from '@modular-agent/cache-contract/provider';
import { asText } from './expected-json.ts';
import { isOrdinary } from './foreign-value.ts';
import { isOddName } from './own-types.ts';
import { RegExpRoom } from './regexp-room.ts';
import { typeReaders, type TypeReader } from './type-readers.ts';

/**
 * Reads one superjson result, and those inside it. superjson's own way takes a path to whatever it leads, so that a few
 * megabytes of annotations hold up the process for seconds; this one takes only what superjson writes, looks at each part
 * once, and costs O(size of the result).
 */
export class RichReader {
  readonly #ownTypes: ReadonlyMap<unknown, TypeReader>;
  readonly #regExps = new RegExpRoom();

  /** @param ownTypes By the name that a `['custom', name]` gives. */
  constructor(ownTypes: ReadonlyMap<unknown, TypeReader>) {
    this.#ownTypes = ownTypes;
  }

  /**
   * The value of a result, made in the place of its JSON.
   *
   * @throws Error of any class if it is nothing that `stringifyRich` writes. Defines nothing that the JSON has not.
   */
  read(result: unknown): unknown {
    if (valueKind(result) !== 'object') throw new TypeError('no superjson');
    const { json, meta } = result as { readonly json?: unknown; readonly meta?: { readonly values?: unknown } };
    if (json === undefined) throw new TypeError('no superjson');
    return meta?.values === undefined ? json : this.#readAnnotated(json, meta.values, 0);
  }

  /** @param annotation `[type]`, `[type, annotations of what it holds]`, or those alone for a plain array or object. */
  #readAnnotated(json: unknown, annotation: unknown, level: number): unknown {
    if (!Array.isArray(annotation)) {
      this.#readInside(json, annotation, level);
      return json;
    }
    const [type, inner] = annotation as readonly unknown[];
    const reader = this.#findReader(type);
    if (annotation.length > 1) {
      if (annotation.length > 2 || !reader.holdsMore) throw new TypeError('no annotation');
      this.#readInside(json, inner, level + 1);
    }
    return reader.read(json);
  }

  #findReader(type: unknown): TypeReader {
    if (type === 'regexp') return { holdsMore: false, read: (json) => this.#readRegExp(asText(json)) };
    if (!Array.isArray(type)) return known(typeReaders.get(type));
    const [kind, name] = type as readonly unknown[];
    if (kind !== 'custom' || type.length !== 2) throw new TypeError('an annotation names an unknown type');
    if (name === 'foreign') return { holdsMore: false, read: (json) => this.read(json) };
    return known(this.#ownTypes.get(name));
  }

  #readRegExp(text: string): RegExp {
    this.#regExps.take(text);
    const end = text.lastIndexOf('/');
    if (end < 1 || !text.startsWith('/')) throw new TypeError('no RegExp');
    return new RegExp(text.slice(1, end), text.slice(end + 1));
  }

  /** @param annotations By the path to each part of `holder` that has a type: names with dots between them. */
  #readInside(holder: unknown, annotations: unknown, level: number): void {
    if (valueKind(annotations) !== 'object') throw new TypeError('annotations are no object');
    if (level > maxDepth) throw new RangeError('annotations are nested too deep');
    const passed = new Set<unknown>();
    const made = new Set<unknown>();
    for (const [path, annotation] of Object.entries(annotations as object)) {
      if (!Array.isArray(annotation)) throw new TypeError('an annotation has no type');
      const names = path.split('.');
      const last = names.pop() ?? '';
      let parent = holder;
      for (const name of names) {
        parent = ownItem(parent, name);
        // What has a type keeps the annotations of what it holds in its own.
        if (made.has(parent)) throw new TypeError('a path leads through what has a type');
        passed.add(parent);
      }
      const json = ownItem(parent, last);
      if (passed.has(json)) throw new TypeError('a path leads through what has a type');
      const value = this.#readAnnotated(json, annotation, level);
      (parent as Record<string, unknown>)[last] = value;
      if (mayHavePaths(value)) made.add(value);
    }
  }
}

function known(reader: TypeReader | undefined): TypeReader {
  if (reader === undefined) throw new TypeError('an annotation names an unknown type');
  return reader;
}

function mayHavePaths(value: unknown): value is object {
  return typeof value === 'object' && value !== null && (Array.isArray(value) || isOrdinary(value));
}

/** Of an array too only what it has by this very name: `01` and `-0` are none of its. */
function ownItem(holder: unknown, name: string): unknown {
  if (!mayHavePaths(holder) || !Object.hasOwn(holder, name)) throw new TypeError('a path leads nowhere');
  if (Array.isArray(holder) ? name === 'length' : isOddName(name))
    throw new TypeError('a path leads to what has no type');
  return (holder as Record<string, unknown>)[name];
}
