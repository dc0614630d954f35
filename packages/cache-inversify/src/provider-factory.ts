import type { CacheConfig, ProviderConfigs } from '@modular-agent/cache-config';
import type { CacheProvider } from '@modular-agent/cache-contract';
import type { ResolutionContext } from 'inversify';
import type { CacheHooks } from './cache-hooks.ts';

/**
 * Makes a provider from its options, without waiting: a provider connects by itself. Called when the provider is first
 * asked for, once.
 *
 * Another provider that it stands on can be got from `context`; that one is then closed after it.
 */
export type ProviderFactory<Options> = (options: Options, context: ResolutionContext) => CacheProvider;

/** The factories of the providers that the app has installed, by the name that the configuration gives them. */
export type ProviderFactories<Others> = {
  readonly [Name in keyof ProviderConfigs<Others>]?: ProviderFactory<
    NonNullable<ProviderConfigs<Others>[Name]>['options']
  >;
};

/** What a module is made of. */
export interface CacheModuleOptions<Others> extends CacheHooks {
  /** What `loadConfig` gave. */
  readonly config: CacheConfig<Others>;
  readonly providers: NoInfer<ProviderFactories<Others>>;
}
