import type {
  CallOptions,
  BatchEntry,
  LatencySummary,
  ProviderStats,
  SetIfNewerOptions,
  SetOptions,
} from '@modular-agent/cache-contract';
import type { Provider } from '../reference-target.ts';
import type { ReferenceWorld } from '../reference-provider.ts';
import type { BrokenProvider } from './broken-provider.ts';

type Counts = Partial<Record<'hits' | 'sets' | 'deletes' | 'errors', number>>;

/** Adds to the counts what a changed member notes. */
function counts(
  fault: string,
  caughtBy: string,
  replace: (provider: Provider, add: (counts: Counts) => void) => Readonly<Record<string, unknown>>,
): BrokenProvider {
  return {
    fault,
    override: (provider) => {
      const extra = { hits: 0, sets: 0, deletes: 0, errors: 0 };
      const add = (more: Counts): void => {
        for (const name of ['hits', 'sets', 'deletes', 'errors'] as const) extra[name] += more[name] ?? 0;
      };
      const getStats = async (options?: CallOptions): Promise<ProviderStats> =>
        sum(await provider.getStats(options), extra);
      return { getStats, ...replace(provider, add) };
    },
    caughtBy: [`stats › ${caughtBy}`],
  };
}

function sum(stats: ProviderStats, extra: Counts): ProviderStats {
  const { hits = 0, sets = 0, deletes = 0, errors = 0 } = extra;
  return {
    ...stats,
    hits: stats.hits + hits,
    sets: stats.sets + sets,
    deletes: stats.deletes + deletes,
    errors: stats.errors + errors,
  };
}

/** Changes what the stats say. */
function tells(
  fault: string,
  caughtBy: string,
  retell: (stats: ProviderStats, provider: Provider) => ProviderStats,
): BrokenProvider {
  return {
    fault,
    override: (provider) => ({
      getStats: async (options?: CallOptions) => retell(await provider.getStats(options), provider),
    }),
    caughtBy: [`stats › ${caughtBy}`],
  };
}

function scaled(stats: ProviderStats, factor: number): ProviderStats {
  const scale = ({ count, p50, p99, max }: LatencySummary): LatencySummary => ({
    count,
    p50: p50 * factor,
    p99: p99 * factor,
    max: max * factor,
  });
  return {
    ...stats,
    latency: Object.fromEntries(Object.entries(stats.latency).map(([name, summary]) => [name, scale(summary)])),
  };
}

const neighbors = new WeakMap<ReferenceWorld, Provider[]>();

/** Providers that count wrongly. */
export const brokenStats: readonly BrokenProvider[] = [
  tells('counts before it did anything', 'a new provider has done nothing', (stats) => ({
    ...stats,
    misses: stats.misses + 1,
  })),
  tells('counts no misses', 'each key that is read counts as a hit or a miss', (stats) => ({ ...stats, misses: 0 })),
  counts('counts a batch of reads as one', 'each key that is read counts as a hit or a miss', (provider, add) => ({
    getMany: async (keys: Iterable<string>, options?: CallOptions) => {
      const found = await provider.getMany(keys, options);
      add({ hits: Math.min(0, 1 - found.size) });
      return found;
    },
  })),
  counts('counts exists as a read', 'exists and getSize count as neither hit nor miss', (provider, add) => ({
    exists: async (key: string, options?: CallOptions) => {
      const exists = await provider.exists(key, options);
      add({ hits: exists ? 1 : 0 });
      return exists;
    },
  })),
  counts('counts a batch of writes as one', 'each entry that is stored counts', (provider, add) => ({
    setMany: async (entries: Iterable<BatchEntry>, options?: SetOptions) => {
      const all = [...entries];
      await provider.setMany(all, options);
      add({ sets: Math.min(0, 1 - all.length) });
    },
  })),
  counts('counts what it did not store', 'setIfNewer counts if it stored', (provider, add) => ({
    setIfNewer: async (key: string, value: unknown, options: SetIfNewerOptions) => {
      const stored = await provider.setIfNewer(key, value, options);
      add({ sets: stored ? 0 : 1 });
      return stored;
    },
  })),
  counts(
    'counts what it did not delete',
    'each entry that is deleted counts, and one that was not there does not',
    (provider, add) => ({
      delete: async (key: string, options?: CallOptions) => {
        const deleted = await provider.delete(key, options);
        add({ deletes: deleted ? 0 : 1 });
        return deleted;
      },
    }),
  ),
  counts(
    'does not count a bad key as an error',
    'each call that rejects counts as one error, and as nothing else',
    (provider, add) => ({
      get: (key: string, options?: CallOptions) => {
        if (key === '') add({ errors: -1 });
        return provider.get(key, options);
      },
    }),
  ),
  {
    fault: 'hands out stats that go on counting',
    override: (provider) => ({
      getStats: async () =>
        new Proxy(await provider.getStats(), {
          get: (_, name) => Reflect.get(provider.getStatsSync(), name) as unknown,
        }),
    }),
    caughtBy: ['stats › stats are a picture of a moment'],
  },
  tells('gives a wrong size', 'the size in the stats is that of the store, where it is known', (stats) => ({
    ...stats,
    size: (stats.size ?? 0) + 1,
  })),
  tells('gives latency in microseconds', 'latency tells how long calls took, in milliseconds', (stats) =>
    scaled(stats, 1_000_000),
  ),
  tells('measures no call', 'latency tells how long calls took, in milliseconds', (stats) => ({
    ...stats,
    latency: {},
  })),
  {
    fault: 'counts what others do in its store',
    override: (provider, world) => {
      const all = neighbors.get(world) ?? [];
      neighbors.set(world, [...all, provider]);
      return {
        getStats: async (options?: CallOptions) => {
          const others = (neighbors.get(world) ?? []).filter((each) => each !== provider);
          return others.map((each) => each.getStatsSync()).reduce(sum, await provider.getStats(options));
        },
      };
    },
    caughtBy: ['stats › what others do in the same store does not count'],
  },
];
