import type { NamedCacheOptions } from './caches/named-cache-options.ts';
import type { MemoryProviderOptions } from './provider/memory-provider-options.ts';
import type { RedisProviderOptions } from './provider/redis-provider-options.ts';
import type { SourceLocation } from './source/source-location.ts';

/** One provider of a configuration. */
export interface ProviderConfig<Options = unknown> {
  /** Is every `enabled` on the way to it true? */
  readonly enabled: boolean;
  /** What its class takes. */
  readonly options: Options;
  /** Where it is switched on or off; where it is missing, the nearest place around. */
  readonly source: SourceLocation;
}

/** The options of the providers that need no schema from the app, by name. */
export interface BuiltInProviders {
  readonly memory: MemoryProviderOptions;
  readonly redis: RedisProviderOptions;
}

/** The providers of a configuration by name. One of another package is there only if the YAML has its section. */
export type ProviderConfigs<Others> = {
  readonly [Name in keyof BuiltInProviders]: ProviderConfig<BuiltInProviders[Name]>;
} & {
  readonly [Name in keyof Others]?: ProviderConfig<Others[Name]>;
};

/** One cache over providers. */
export interface NamedCacheConfig {
  /** Names of the providers that it reads through, fastest first. Each is enabled. At least one. */
  readonly tiers: readonly string[];
  /** Name of the provider that stands in while the tiers are away. It is enabled, and none of them. */
  readonly fallback?: string;
  /** What `createCache` takes besides. */
  readonly options: NamedCacheOptions;
  /** Where it is configured; where it is not, the nearest place around. */
  readonly source: SourceLocation;
}

/**
 * A configuration that was checked. Deeply frozen.
 *
 * `Others` has the options of third-party providers by name.
 */
export interface CacheConfig<Others = unknown> {
  readonly cache: {
    /** Name of the provider that is meant where none is named. It is enabled. */
    readonly defaultProvider: string;
    readonly providers: ProviderConfigs<Others>;
    /** Name of the cache that is meant where none is named. */
    readonly defaultCache: string;
    /** Every cache by its name, the default one too. */
    readonly caches: Readonly<Record<string, NamedCacheConfig>>;
  };
}
