import { ConfigError, formatProblem, loadConfig } from '@modular-agent/cache-config';
import type { CacheProvider } from '@modular-agent/cache-contract';
import { CacheProviderToken, createCacheModule } from '@modular-agent/cache-inversify';
import { MemoryCacheProvider } from '@modular-agent/cache-memory';
import { RedisCacheProvider } from '@modular-agent/cache-redis';
import { Container } from 'inversify';

export interface ProviderChoice {
  /** Path of the configuration file. */
  readonly file: string;
  /** What `--provider` says; goes before the file's `default_provider`. */
  readonly name: string | undefined;
  /** Where `${NAME}` in the file is looked up. */
  readonly environment: NodeJS.ProcessEnv;
}

export interface OpenedProvider {
  readonly provider: CacheProvider;
  /** What the author of the configuration should know. */
  readonly warnings: readonly string[];
  /** Closes every provider that was made. */
  close(): Promise<void>;
}

/**
 * The provider that the configuration means. The one place that knows provider packages: a further one is one line here.
 *
 * @throws ConfigError with every problem of the configuration.
 */
export async function openProvider({ file, name, environment }: ProviderChoice): Promise<OpenedProvider> {
  const { config, warnings } = await loadConfig({
    files: file,
    env: environment,
    overrides: name === undefined ? {} : { cache: { default_provider: name } },
  }).catch((error: unknown) => {
    throw ConfigError.isInstance(error) ? namingOption(error, name) : error;
  });
  const module = createCacheModule({
    config,
    providers: {
      memory: (options) => new MemoryCacheProvider(options),
      redis: (options) => new RedisCacheProvider(options),
    },
  });
  const container = new Container();
  await container.loadAsync(module);
  return {
    provider: container.get(CacheProviderToken),
    warnings: warnings.map(formatProblem),
    close: () => container.unloadAsync(module),
  };
}

/** The same problems, with what was typed as the place of those in it. */
function namingOption(error: ConfigError, name: string | undefined): ConfigError {
  return new ConfigError(
    error.problems.map((problem) =>
      problem.file === 'overrides' ? { ...problem, file: `--provider ${name}`, path: '' } : problem,
    ),
  );
}
