import { CacheOptionError, type Duration } from '@modular-agent/cache-contract';

/** Argument of a loader: the load, and functions that decide about the result. */
export interface LoaderContext<T> {
  /** Key, as the caller gave it. */
  readonly key: string;
  /** Fires when every waiting caller has left, at `loaderTimeout`, and when the cache closes. Pass it on. */
  readonly signal: AbortSignal;
  /** The stale value, if there is one; not checked against a type or schema. */
  readonly stale: T | undefined;
  /** 1, plus one for each load of this key that failed in another process while this one waited. */
  readonly attempt: number;
  /** Sets the ttl of the result; no jitter is applied. */
  readonly setTtl: (ttl: Duration) => void;
  /** Sets the tags of the result, in place of the call's. */
  readonly setTags: (tags: Iterable<string>) => void;
  /** Returns the result to the callers without storing it. */
  readonly skipStore: () => void;
}

/** Loads a value. `undefined` is returned to the callers, and not stored. */
export type Loader<T> = (context: LoaderContext<T>) => T | Promise<T>;

/** A loader of any type. */
export type AnyLoader = (context: LoaderContext<never>) => unknown;

/** Argument of a loader of several keys. */
export interface BulkLoaderContext {
  readonly signal: AbortSignal;
}

/** Loads the values of several keys at once. A key that the result leaves out has no value. */
export type BulkLoader<T> = (
  keys: readonly string[],
  context: BulkLoaderContext,
) => ReadonlyMap<string, T> | Promise<ReadonlyMap<string, T>>;

/** @throws CacheOptionError if the loader is no function. */
export function checkLoader(loader: unknown): void {
  if (typeof loader !== 'function') throw new CacheOptionError('loader must be a function', { option: 'loader' });
}
