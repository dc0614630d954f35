import { CacheTimeoutError, parseDuration, type Milliseconds } from '@modular-agent/cache-contract';
import { abortError } from '@modular-agent/cache-contract/provider';
import type { AnyLoader, LoaderContext } from '../loader.ts';
import { readTags } from '../options/read-tags.ts';
import type { InFlightLoad } from '../in-flight/in-flight-load.ts';
import { runAs } from '../in-flight/load-chain.ts';

/** One run of a loader. */
export interface LoaderRun {
  readonly cache: string;
  readonly key: string;
  readonly loader: AnyLoader;
  readonly loaderTimeout: Milliseconds;
  readonly load: InFlightLoad;
  readonly stale: unknown;
  readonly attempt: number;
}

/** A loader's value, with the options that the loader set. */
export interface LoaderResult {
  readonly value: unknown;
  /** In place of the call's, without jitter. */
  readonly ttl: Milliseconds | undefined;
  readonly tags: readonly string[] | undefined;
  readonly isStored: boolean;
}

/**
 * Runs a loader for at most `loaderTimeout`. A value that it returns later is ignored.
 *
 * @throws CacheTimeoutError at `loaderTimeout`, CacheAbortError when the load is aborted, else what the loader throws.
 */
export function runLoader(run: LoaderRun): Promise<LoaderResult> {
  const { cache, key, loader, loaderTimeout, load, stale, attempt } = run;
  const place = { provider: cache, key };
  if (load.isAborted) return Promise.reject(abortError(load.signal, place));
  const said: { ttl?: Milliseconds; tags?: readonly string[]; isStored: boolean } = { isStored: true };
  const context: LoaderContext<never> = {
    key,
    get signal() {
      return load.signal;
    },
    stale: stale as never,
    attempt,
    setTtl: (ttl) => void (said.ttl = parseDuration(ttl, 'ttl', place)),
    setTags: (tags) => void (said.tags = readTags(tags)),
    skipStore: () => void (said.isStored = false),
  };
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const error = new CacheTimeoutError(
        `the loader did not end within ${loaderTimeout} ms; raise the option loaderTimeout if it may take longer`,
        place,
      );
      load.onAbort = undefined;
      load.giveUp(error);
      reject(error);
    }, loaderTimeout);
    const end = (): void => {
      clearTimeout(timer);
      load.onAbort = undefined;
    };
    load.onAbort = () => {
      clearTimeout(timer);
      reject(abortError(load.signal, place));
    };
    runAs(load, async () => await loader(context)).then(
      (value) => {
        end();
        return resolve({ value, ttl: said.ttl, tags: said.tags, isStored: said.isStored && value !== undefined });
      },
      (error: unknown) => {
        end();
        reject(error);
      },
    );
  });
}
