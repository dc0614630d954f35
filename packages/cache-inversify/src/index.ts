export type { CacheHooks } from './cache-hooks.ts';
export { CacheProviderToken } from './cache-provider-token.ts';
export { CacheToken } from './cache-token.ts';
export { createCacheModule } from './create-cache-module.ts';
export { MissingProviderError } from './missing-provider-error.ts';
export type { MissingProvider } from './missing-provider-error.ts';
export type { CacheModuleOptions, ProviderFactories, ProviderFactory } from './provider-factory.ts';
