import type { Cache, GetOrSetOptions, LoaderContext } from '@modular-agent/cache';
import { CacheSerializationError } from '@modular-agent/cache-contract';

/** A value, and who gave it. */
export interface Reading<T> {
  readonly value: T;
  /** The tier that had it; `coalesced` if an equal call under way did; `undefined` if this one loaded it. */
  readonly from: string | undefined;
}

/** What a loader may go by. */
export type LoadContext = Pick<LoaderContext<never>, 'signal' | 'skipStore'>;

/**
 * The value under a key, or what is loaded: once for all who ask at a time.
 *
 * What no cache can keep is given as it is, and not kept.
 *
 * @throws the signal's reason, once it is aborted; else what the loader throws.
 */
export async function readThrough<T>(
  cache: Cache,
  key: string,
  load: (context: LoadContext) => Promise<T>,
  options: Pick<GetOrSetOptions<T>, 'signal' | 'schema'>,
): Promise<Reading<T>> {
  const { signal } = options;
  let own: { readonly value: T } | undefined;
  const loader = async (context: LoadContext): Promise<T> => {
    own = { value: await load(context) };
    return own.value;
  };
  signal?.throwIfAborted();
  try {
    const { value, source } = await cache.getOrSetEntry<T>(key, loader, options);
    if (source !== 'loader') return { value, from: source };
    // As it was loaded: the cache gives out a frozen copy.
    return own === undefined ? { value, from: 'coalesced' } : { ...own, from: undefined };
  } catch (error) {
    signal?.throwIfAborted();
    if (!CacheSerializationError.isInstance(error)) throw error;
    const { signal: never } = new AbortController();
    const { value } = own ?? { value: await load({ signal: signal ?? never, skipStore: () => undefined }) };
    return { value, from: undefined };
  }
}

/** Stands where a loader must, and is not run. */
function nothing(): never {
  throw new Error('nothing is to be loaded');
}

/** The value under a key, if there is one. @throws the signal's reason, once it is aborted. */
export async function lookUp<T>(
  cache: Cache,
  key: string,
  options: Pick<GetOrSetOptions<T>, 'signal' | 'schema'>,
): Promise<Reading<T> | undefined> {
  const { signal } = options;
  signal?.throwIfAborted();
  try {
    const { value, source } = await cache.getOrSetEntry<T | undefined>(key, nothing, {
      ...options,
      onlyIfCached: true,
    });
    return value === undefined ? undefined : { value, from: source };
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}
