import type { Cache } from '@modular-agent/cache';
import type { ServiceIdentifier } from 'inversify';

/**
 * What caches are bound to: the default one unnamed, each under its name.
 *
 * The same in every copy of this package.
 */
export const CacheToken: ServiceIdentifier<Cache> = Symbol.for('@modular-agent/Cache');
