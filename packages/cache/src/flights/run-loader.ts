import { CacheTimeoutError, parseDuration, type Milliseconds } from '@modular-agent/cache-contract';
import { abortError } from '@modular-agent/cache-contract/provider';
import { addAbortListener } from 'node:events';
import type { AnyLoader } from '../loader.ts';
import { readTags } from '../options/read-tags.ts';

/** What a loader is run with. */
export interface LoadOrder {
  readonly cache: string;
  readonly key: string;
  readonly loader: AnyLoader;
  readonly loaderTimeout: Milliseconds;
  /** Ends it; its reason is what the loader's signal says. */
  readonly signal: AbortSignal;
  readonly stale: unknown;
  readonly attempt: number;
  /** Told when its time is over. */
  readonly onGivenUp: () => void;
}

/** What a loader gave, and said about it. */
export interface Loaded {
  readonly value: unknown;
  /** In place of the call's, without jitter. */
  readonly ttl: Milliseconds | undefined;
  readonly tags: readonly string[] | undefined;
  readonly isStored: boolean;
}

/**
 * Runs a loader for as long as it may take. What it does later, it does for nobody.
 *
 * @throws CacheTimeoutError when its time is over, CacheAbortError when the signal fires, else what the loader throws.
 */
export async function runLoader(order: LoadOrder): Promise<Loaded> {
  const { cache, key, loader, loaderTimeout, signal, stale, attempt, onGivenUp } = order;
  const said: { ttl?: Milliseconds; tags?: readonly string[]; isStored: boolean } = { isStored: true };
  const ended = new AbortController();
  if (signal.aborted) throw abortError(signal, { provider: cache, key });
  const { promise: cut, reject } = Promise.withResolvers<never>();
  const end = (error: Error, reason: unknown): void => {
    reject(error);
    ended.abort(reason);
  };
  const timer = setTimeout(() => {
    const error = new CacheTimeoutError(
      `the loader did not end within ${loaderTimeout} ms; it may take longer by the option loaderTimeout`,
      { provider: cache, key },
    );
    onGivenUp();
    end(error, error);
  }, loaderTimeout);
  const listener = addAbortListener(signal, () => end(abortError(signal, { provider: cache, key }), signal.reason));
  try {
    const value = await Promise.race([
      cut,
      loader({
        key,
        signal: ended.signal,
        stale: stale as never,
        attempt,
        setTtl: (ttl) => void (said.ttl = parseDuration(ttl, 'ttl', { provider: cache, key })),
        setTags: (tags) => void (said.tags = readTags(tags)),
        skipStore: () => void (said.isStored = false),
      }),
    ]);
    return { value, ttl: said.ttl, tags: said.tags, isStored: said.isStored && value !== undefined };
  } finally {
    clearTimeout(timer);
    listener[Symbol.dispose]();
  }
}
