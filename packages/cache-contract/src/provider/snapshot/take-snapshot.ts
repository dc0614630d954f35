import type { CacheError } from '../../errors/cache-error.ts';
import { CacheSerializationError } from '../../errors/cache-serialization-error.ts';
import type { ErrorPlace } from '../../errors/error-place.ts';
import { explainUnsupported, maxDepth } from '../explain-unsupported.ts';
import { inspectValue } from '../inspect-value.ts';
import { errorParts } from '../rebuild-error.ts';
import { valueKind } from '../value-kind.ts';
import { copyRich } from './copy-rich.ts';
import { defineEntry } from './define-entry.ts';
import { KeptError } from './kept-error.ts';
import { Snapshot } from './snapshot.ts';

/**
 * Copies a value for keeping. One walk checks and copies, so that what was checked is what is kept, whatever a getter or a
 * proxy says when it is asked again. O(size of the value); the value itself is not changed. A snapshot is returned as it is.
 *
 * @throws CacheSerializationError with the path to what can't be kept, as `inspectValue` draws the line.
 */
export function takeSnapshot(value: unknown, place: ErrorPlace): Snapshot {
  if (Snapshot.isInstance(value)) return value;
  // Says what is wrong with it.
  if (value === undefined) inspectValue(value, place);
  try {
    const keeper = new Keeper();
    const copy = keeper.keep(value, 0);
    return new Snapshot(copy, keeper.richObjects > 0);
  } catch (error) {
    throw explain(value, error, place);
  }
}

/** Stands for whatever can't be kept; the walk that finds it knows no path. */
const unsupported = Symbol('unsupported');

function explain(value: unknown, error: unknown, place: ErrorPlace): CacheError {
  let cause = error;
  try {
    if (error === unsupported) return explainUnsupported(value, place);
  } catch (thrown) {
    cause = thrown;
  }
  return new CacheSerializationError('a getter or a proxy in the value threw when it was read; store plain data', {
    ...place,
    path: 'value',
    cause,
  });
}

class Keeper {
  richObjects = 0;

  keep(value: unknown, depth: number): unknown {
    if (typeof value === 'string' || typeof value === 'number') return value;
    const kind = valueKind(value);
    if (kind === 'primitive') return value;
    if (kind === 'unsupported' || depth >= maxDepth) throw unsupported;
    if (kind === 'object') return this.#keepObject(value as Record<string, unknown>, depth + 1);
    if (kind === 'array') return this.#keepArray(value as unknown[], depth + 1);
    this.richObjects += 1;
    if (kind === 'error') return this.#keepError(value as Error, depth + 1);
    return copyRich(kind, value as object, (inner) => this.keep(inner, depth + 1));
  }

  #keepError(error: Error, depth: number): KeptError {
    const parts = errorParts(error);
    return new KeptError({ ...parts, cause: this.keep(parts.cause, depth) });
  }

  #keepObject(value: Record<string, unknown>, depth: number): unknown {
    if (Object.getOwnPropertySymbols(value).length > 0 || typeof value['toJSON'] === 'function') throw unsupported;
    const richBefore = this.richObjects;
    const copy: Record<string, unknown> = {};
    for (const name of Object.keys(value)) defineEntry(copy, name, this.keep(value[name], depth));
    return this.richObjects === richBefore ? Object.freeze(copy) : copy;
  }

  #keepArray(value: readonly unknown[], depth: number): unknown {
    // A hole has no name, and a named property is one name too many.
    const names = Object.keys(value);
    const length = value.length;
    if (names.length !== length || (length > 0 && names[length - 1] !== String(length - 1))) throw unsupported;
    if (Object.getOwnPropertySymbols(value).length > 0) throw unsupported;
    const richBefore = this.richObjects;
    // Copied as a whole: an array that is filled item by item has room to grow, for as long as it is kept.
    const copy = [...value];
    if (copy.length !== length) throw unsupported;
    for (let index = 0; index < length; index++) {
      const item = copy[index];
      // To write a number back would cost more than to copy them all.
      if (typeof item !== 'string' && typeof item !== 'number') copy[index] = this.keep(item, depth);
    }
    return this.richObjects === richBefore ? Object.freeze(copy) : copy;
  }
}
