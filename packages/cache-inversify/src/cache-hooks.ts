import type { CacheOptions } from '@modular-agent/cache';
import { CacheOptionError } from '@modular-agent/cache-contract';

/** Functions of the app that every cache of a module calls. No YAML can hold them. */
export interface CacheHooks {
  /**
   * Called with each problem that no caller is told of by an error, such as an outage of a tier. `problem.cache` is the name
   * of the cache. Default: problems are only counted in `getStats()`.
   */
  readonly onProblem?: CacheOptions['onProblem'];
  /**
   * Called with a promise for each piece of background work, for a serverless platform that stops the process after the
   * answer. Default: none.
   */
  readonly waitUntil?: CacheOptions['waitUntil'];
}

/** @throws CacheOptionError if one is no function. */
export function readHooks({ onProblem, waitUntil }: CacheHooks): CacheHooks {
  for (const [option, hook] of Object.entries({ onProblem, waitUntil }) as [string, unknown][]) {
    if (hook === undefined || typeof hook === 'function') continue;
    throw new CacheOptionError(`createCacheModule: ${option} must be a function`, { option });
  }
  return { onProblem, waitUntil };
}
