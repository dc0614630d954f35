import type { ProviderConfig } from '@modular-agent/cache-config';
import { ContainerModule } from 'inversify';
import { CacheProviderToken } from './cache-provider-token.ts';
import { makeProvider } from './make-provider.ts';
import { MissingProviderError } from './missing-provider-error.ts';
import { OpenedProviders } from './opened-providers.ts';
import { readFactories } from './read-factories.ts';
import type { CacheModuleOptions, ProviderFactory } from './provider-factory.ts';

/**
 * A module that binds every enabled provider of a configuration to `CacheProviderToken`: each under its name, as a lazy
 * singleton, and the default one also unnamed, as the same instance.
 *
 * `await container.unloadAsync(module)` closes what was made, the last first. Each container that loads the module has
 * providers of its own.
 *
 * @throws MissingProviderError if an enabled provider has no factory; CacheOptionError if one is no function.
 */
export function createCacheModule<Others>(options: CacheModuleOptions<Others>): ContainerModule {
  const { defaultProvider } = options.config.cache;
  const enabled = enabledProviders(options);
  return new ContainerModule(({ bind }) => {
    const opened = new OpenedProviders();
    for (const { name, config, factory } of enabled) {
      bind(CacheProviderToken)
        .toDynamicValue((context) => opened.open(name, () => makeProvider(name, config, factory, context)))
        .inSingletonScope()
        .onDeactivation(() => opened.close())
        .whenNamed(name);
    }
    // Not a singleton of its own: there is one instance to close.
    bind(CacheProviderToken)
      .toDynamicValue((context) => context.get(CacheProviderToken, { name: defaultProvider }))
      .inTransientScope()
      .whenDefault();
  });
}

interface EnabledProvider {
  readonly name: string;
  readonly config: ProviderConfig;
  readonly factory: ProviderFactory<unknown>;
}

function enabledProviders<Others>(options: CacheModuleOptions<Others>): readonly EnabledProvider[] {
  const configs = Object.entries<ProviderConfig>(options.config.cache.providers).filter(([, { enabled }]) => enabled);
  const factories = readFactories(options.providers);
  const missing = configs.filter(([name]) => factories.get(name) === undefined);
  if (missing.length > 0) {
    throw new MissingProviderError(missing.map(([name, { source }]) => ({ name, source })));
  }
  return configs.flatMap(([name, config]) => {
    const factory = factories.get(name);
    return factory === undefined ? [] : [{ name, config, factory }];
  });
}
