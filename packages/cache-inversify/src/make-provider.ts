import { formatLocation, type ProviderConfig } from '@modular-agent/cache-config';
import { CacheOptionError, type CacheProvider } from '@modular-agent/cache-contract';
import type { ResolutionContext } from 'inversify';
import type { ProviderFactory } from './provider-factory.ts';

/**
 * What the factory of a provider makes.
 *
 * @throws CacheOptionError if that is no provider.
 */
export function makeProvider(
  name: string,
  config: ProviderConfig,
  factory: ProviderFactory<unknown>,
  context: ResolutionContext,
): CacheProvider {
  const made: unknown = factory(config.options, context);
  if (hasFunctions(made, 'get', 'close')) return made as CacheProvider;
  const problem = hasFunctions(made, 'then')
    ? 'returned a promise; factories are synchronous: return the provider itself, it may connect later'
    : 'returned no cache provider; return an object with get, close and the other methods of CacheProvider';
  throw new CacheOptionError(
    `${formatLocation(config.source)}: the factory of the cache provider "${name}", which is enabled here, ${problem}`,
    { option: `providers.${name}` },
  );
}

function hasFunctions(value: unknown, ...names: readonly string[]): boolean {
  return (
    typeof value === 'object' && value !== null && names.every((name) => typeof Reflect.get(value, name) === 'function')
  );
}
