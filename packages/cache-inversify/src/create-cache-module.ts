import type { CacheConfig, ProviderConfig } from '@modular-agent/cache-config';
import { ContainerModule, type ContainerModuleLoadOptions } from 'inversify';
import { readHooks, type CacheHooks } from './cache-hooks.ts';
import { CacheProviderToken } from './cache-provider-token.ts';
import { CacheToken } from './cache-token.ts';
import { makeCache } from './make-cache.ts';
import { makeProvider } from './make-provider.ts';
import { MissingProviderError } from './missing-provider-error.ts';
import { OpenedParts } from './opened-parts.ts';
import { readFactories } from './read-factories.ts';
import type { CacheModuleOptions, ProviderFactory } from './provider-factory.ts';

type Bind = ContainerModuleLoadOptions['bind'];

/**
 * A module that binds the caches of a configuration to `CacheToken`, and its enabled providers to `CacheProviderToken`: each
 * under its name, as a lazy singleton, and the default one also unnamed, as the same instance. A cache stands on the very
 * providers that are bound.
 *
 * `await container.unloadAsync(module)` closes what was made, the last first: a cache before its providers. Each container
 * that loads the module has caches and providers of its own.
 *
 * @throws MissingProviderError if an enabled provider has no factory; CacheOptionError if a factory, or a hook, is no function.
 */
export function createCacheModule<Others>(options: CacheModuleOptions<Others>): ContainerModule {
  const enabled = enabledProviders(options);
  const hooks = readHooks(options);
  return new ContainerModule(({ bind }) => {
    const opened = new OpenedParts();
    bindProviders(bind, options.config, enabled, opened);
    bindCaches(bind, options.config, hooks, opened);
  });
}

function bindProviders(
  bind: Bind,
  { cache: { defaultProvider } }: CacheConfig,
  enabled: readonly EnabledProvider[],
  opened: OpenedParts,
): void {
  for (const { name, config, factory } of enabled) {
    bind(CacheProviderToken)
      .toDynamicValue((context) => opened.open(() => makeProvider(name, config, factory, context)))
      .inSingletonScope()
      .onDeactivation(() => opened.close())
      .whenNamed(name);
  }
  // Not a singleton of its own: there is one instance to close.
  bind(CacheProviderToken)
    .toDynamicValue((context) => context.get(CacheProviderToken, { name: defaultProvider }))
    .inTransientScope()
    .whenDefault();
}

function bindCaches(
  bind: Bind,
  { cache: { caches, defaultCache } }: CacheConfig,
  hooks: CacheHooks,
  opened: OpenedParts,
): void {
  for (const [name, config] of Object.entries(caches)) {
    bind(CacheToken)
      .toDynamicValue((context) => opened.open(() => makeCache(name, config, hooks, context)))
      .inSingletonScope()
      .onDeactivation(() => opened.close())
      .whenNamed(name);
  }
  bind(CacheToken)
    .toDynamicValue((context) => context.get(CacheToken, { name: defaultCache }))
    .inTransientScope()
    .whenDefault();
}

interface EnabledProvider {
  readonly name: string;
  readonly config: ProviderConfig;
  readonly factory: ProviderFactory<unknown>;
}

function enabledProviders<Others>({ config, providers }: CacheModuleOptions<Others>): readonly EnabledProvider[] {
  const configs = Object.entries<ProviderConfig>(config.cache.providers).filter(([, { enabled }]) => enabled);
  const factories = readFactories(providers);
  const missing = configs.filter(([name]) => factories.get(name) === undefined);
  if (missing.length > 0) {
    throw new MissingProviderError(
      missing.map(([name, { source }]) => ({ name, source, caches: cachesOver(name, config) })),
    );
  }
  return configs.flatMap(([name, each]) => {
    const factory = factories.get(name);
    return factory === undefined ? [] : [{ name, config: each, factory }];
  });
}

/** The names of the caches that can't do without a provider. */
function cachesOver(provider: string, { cache: { caches } }: CacheConfig): readonly string[] {
  return Object.entries(caches)
    .filter(([, { tiers, fallback }]) => tiers.includes(provider) || fallback === provider)
    .map(([name]) => name);
}
