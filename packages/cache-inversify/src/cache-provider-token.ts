import type { CacheProvider } from '@modular-agent/cache-contract';
import type { ServiceIdentifier } from 'inversify';

/**
 * What cache providers are bound to: the default one unnamed, each enabled one under its name.
 *
 * The same in every copy of this package.
 */
export const CacheProviderToken: ServiceIdentifier<CacheProvider> = Symbol.for('@modular-agent/CacheProvider');
