import type { Cache } from '@modular-agent/cache';
import { ConfigError, formatProblem, loadConfig } from '@modular-agent/cache-config';
import { CacheToken, createCacheModule } from '@modular-agent/cache-inversify';
import { MemoryCacheProvider } from '@modular-agent/cache-memory';
import { RedisCacheProvider } from '@modular-agent/cache-redis';
import { Container } from 'inversify';
import { tellOutages } from './tell-outages.ts';

export interface CacheChoice {
  /** Path of the configuration file. */
  readonly file: string;
  /** What `--provider` says: names with commas. Goes before the file's `tiers`. */
  readonly tiers: string | undefined;
  /** Where `${NAME}` in the file is looked up. */
  readonly environment: NodeJS.ProcessEnv;
  /** Called once for each tier that the cache has to do without, with a line for people. */
  readonly onOutage: (notice: string) => void;
}

export interface OpenedCache {
  readonly cache: Cache;
  /** For people: what it reads through. */
  readonly description: string;
  /** What the author of the configuration should know. */
  readonly warnings: readonly string[];
  /** Closes the cache, and every provider that was made. */
  close(): Promise<void>;
}

/**
 * The default cache of the configuration. The one place that knows provider packages: a further one is one line here.
 *
 * @throws ConfigError with every problem of the configuration.
 */
export async function openCache({ file, tiers, environment, onOutage }: CacheChoice): Promise<OpenedCache> {
  const { config, warnings } = await loadConfig({
    files: file,
    env: environment,
    overrides: { cache: { tiers } },
  }).catch((error: unknown) => {
    throw ConfigError.isInstance(error) ? namingOption(error, tiers) : error;
  });
  const module = createCacheModule({
    config,
    providers: {
      memory: (options) => new MemoryCacheProvider(options),
      redis: (options) => new RedisCacheProvider(options),
    },
    onProblem: tellOutages(onOutage),
  });
  const container = new Container();
  await container.loadAsync(module);
  const cache = container.get(CacheToken);
  const { caches, defaultCache } = config.cache;
  const { tiers: names = [], fallback } = caches[defaultCache] ?? {};
  return {
    cache,
    description: describe(names, fallback),
    warnings: warnings.map(formatProblem),
    close: () => container.unloadAsync(module),
  };
}

function describe(tiers: readonly string[], fallback: string | undefined): string {
  const through = tiers.join(', then ');
  return fallback === undefined ? through : `${through} (${fallback} while it is away)`;
}

/** The same problems, with what was typed as the place of those in it. */
function namingOption(error: ConfigError, tiers: string | undefined): ConfigError {
  return new ConfigError(
    error.problems.map((problem) =>
      problem.file === 'overrides' ? { ...problem, file: `--provider ${tiers}`, path: '' } : problem,
    ),
  );
}
