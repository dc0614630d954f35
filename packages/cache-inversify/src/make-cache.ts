import { createCache, type Cache } from '@modular-agent/cache';
import { formatLocation, type NamedCacheConfig } from '@modular-agent/cache-config';
import { CacheOptionError, type CacheProvider } from '@modular-agent/cache-contract';
import type { ResolutionContext } from 'inversify';
import type { CacheHooks } from './cache-hooks.ts';
import { CacheProviderToken } from './cache-provider-token.ts';

/**
 * A cache over the providers that it names, which are made with it unless they are there.
 *
 * @throws CacheOptionError with the line of the YAML if these providers can't be its tiers or its fallback.
 */
export function makeCache(
  name: string,
  config: NamedCacheConfig,
  hooks: CacheHooks,
  context: ResolutionContext,
): Cache {
  const provider = (named: string): CacheProvider => context.get(CacheProviderToken, { name: named });
  // A configuration names one at least.
  const tiers = config.tiers.map(provider) as [CacheProvider, ...CacheProvider[]];
  const fallback = config.fallback === undefined ? undefined : provider(config.fallback);
  try {
    return createCache({ ...config.options, ...hooks, tiers, fallback });
  } catch (cause) {
    if (!CacheOptionError.isInstance(cause)) throw cause;
    throw new CacheOptionError(
      `${formatLocation(config.source)}: the cache "${name}", which is configured here, can't be made: ${cause.message}`,
      { option: cause.option, cause },
    );
  }
}
