import type { CacheProvider } from '@modular-agent/cache-contract';

/** A cache that never stands in the way: what fails counts as a miss, or is not stored. */
export interface BestEffortCache {
  /** @throws the signal's reason, once it is aborted; nothing else. */
  get<T>(key: string, signal: AbortSignal | undefined): Promise<T | undefined>;
  set(key: string, value: unknown): Promise<void>;
}

/** @param onFailure is called with the first failure, and never again. */
export function createBestEffortCache(
  provider: Pick<CacheProvider, 'get' | 'set'>,
  onFailure: (error: unknown) => void,
): BestEffortCache {
  let hasFailed = false;
  const contain = (error: unknown): void => {
    if (!hasFailed) {
      hasFailed = true;
      onFailure(error);
    }
  };
  return {
    async get<T>(key: string, signal: AbortSignal | undefined): Promise<T | undefined> {
      signal?.throwIfAborted();
      try {
        return await provider.get<T>(key, { signal });
      } catch (error) {
        signal?.throwIfAborted();
        contain(error);
        return undefined;
      }
    },
    async set(key, value) {
      await provider.set(key, value).catch(contain);
    },
  };
}
