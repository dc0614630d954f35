import { CacheOptionError, type Duration } from '@modular-agent/cache-contract';

/** What a loader is told, and what it may say about its result. */
export interface LoaderContext<T> {
  /** As the caller gave it. */
  readonly key: string;
  /** Fires when nobody waits any more, when `loaderTimeout` is over, and when the cache is closed. Pass it on. */
  readonly signal: AbortSignal;
  /** The value that is there but no longer fresh; of the first caller's type, not checked. */
  readonly stale: T | undefined;
  /** 1 for the first loader that is run for this entry, one more for each that failed before in another process. */
  readonly attempt: number;
  /** How long the result is fresh; after all jitter. */
  readonly setTtl: (ttl: Duration) => void;
  /** The tags of the result, in place of the call's. */
  readonly setTags: (tags: Iterable<string>) => void;
  /** Gives the result to those who wait, and stores nothing. */
  readonly skipStore: () => void;
}

/** Gets a value where it comes from. `undefined` says that there is none: it is given to the callers, and not stored. */
export type Loader<T> = (context: LoaderContext<T>) => T | Promise<T>;

/** A loader of whatever type. */
export type AnyLoader = (context: LoaderContext<never>) => unknown;

/** What the loader of several keys is told. */
export interface BulkLoaderContext {
  readonly signal: AbortSignal;
}

/** Gets the values of several keys at once. A key that the result leaves out has none. */
export type BulkLoader<T> = (
  keys: readonly string[],
  context: BulkLoaderContext,
) => ReadonlyMap<string, T> | Promise<ReadonlyMap<string, T>>;

/** @throws CacheOptionError if it is none. */
export function checkLoader(loader: unknown): void {
  if (typeof loader !== 'function') throw new CacheOptionError('loader must be a function', { option: 'loader' });
}
