import { CacheOptionError } from '@modular-agent/cache-contract';
import type { ProviderFactory } from './provider-factory.ts';

/**
 * The factories by name. One that is `undefined` is left out.
 *
 * @throws CacheOptionError if they are no object, or one is no function.
 */
export function readFactories(providers: unknown): ReadonlyMap<string, ProviderFactory<unknown>> {
  if (typeof providers !== 'object' || providers === null) {
    throw new CacheOptionError(
      'createCacheModule: providers must be an object with factories by name, such as { memory: (options) => new MemoryCacheProvider(options) }',
      { option: 'providers' },
    );
  }
  const factories = new Map<string, ProviderFactory<unknown>>();
  for (const [name, factory] of Object.entries(providers) as [string, unknown][]) {
    if (factory === undefined) continue;
    if (typeof factory !== 'function') {
      throw new CacheOptionError(
        `createCacheModule: providers[${JSON.stringify(name)}] must be a factory, a function that makes the provider from its options: (options) => …`,
        { option: `providers.${name}` },
      );
    }
    factories.set(name, factory as ProviderFactory<unknown>);
  }
  return factories;
}
