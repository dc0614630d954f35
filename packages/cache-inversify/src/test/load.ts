import { loadConfig, type CacheConfig, type ConfigOverrides } from '@modular-agent/cache-config';

/** A configuration of the built-in providers, memory enabled and Redis as it is said. */
export async function load(redis: ConfigOverrides = {}, defaultProvider = 'memory'): Promise<CacheConfig> {
  const { config } = await loadConfig({
    files: [],
    env: {},
    overrides: {
      cache: { default_provider: defaultProvider, providers: { memory: { enabled: true }, redis } },
    },
  });
  return config;
}
