import type { CallOptions } from '@modular-agent/cache-contract';
import type { BrokenProvider } from './broken-provider.ts';

/** Providers that are not what they were declared to be, or whose twins are no twins. */
export const brokenDeclarations: readonly BrokenProvider[] = [
  { fault: 'has no name', override: () => ({ name: '' }), caughtBy: ['declared capabilities › it has a name'] },
  {
    fault: 'lacks setIfNewer, which was declared',
    override: () => ({ setIfNewer: undefined }),
    caughtBy: ['declared capabilities › it has setIfNewer, as declared'],
  },
  {
    fault: 'has setIfNewer, which was not declared',
    capabilities: { setIfNewer: false },
    override: (provider) => ({ setIfNewer: provider.setIfNewer.bind(provider) }),
    caughtBy: ['declared capabilities › it has no setIfNewer, as declared'],
  },
  {
    fault: 'has a twin, though none was declared',
    override: (provider) => ({ getSync: provider.getSync.bind(provider) }),
    caughtBy: ['declared capabilities › it has no synchronous twins, as declared'],
  },
  {
    fault: 'lacks a twin, though all were declared',
    capabilities: { sync: true },
    override: () => ({ cleanupExpiredSync: undefined }),
    caughtBy: ['declared capabilities › it has all synchronous twins, as declared'],
  },
  {
    fault: 'has a twin that gives a promise',
    capabilities: { sync: true },
    override: (provider) => ({ getSync: (key: string) => provider.get(key).catch(() => {}) }),
    caughtBy: ['synchronous twins › each twin answers at once'],
  },
  {
    fault: 'has twins with a store of their own',
    capabilities: { sync: true },
    override: (provider) => {
      const own = new Map<string, unknown>();
      return {
        setSync: (key: string, value: unknown) => void own.set(key, value),
        getSync: (key: string) => own.get(key) ?? provider.getSync(key),
      };
    },
    caughtBy: ['synchronous twins › what a twin stores the others read, and the other way round'],
  },
  {
    fault: 'has a twin that takes a bad key for a miss',
    capabilities: { sync: true },
    override: (provider) => ({ getSync: (key: string) => (key === '' ? undefined : provider.getSync(key)) }),
    caughtBy: ['synchronous twins › a twin throws what the other rejects with'],
  },
  {
    fault: 'does not count what its twins do',
    capabilities: { sync: true },
    override: (provider) => {
      let uncounted = 0;
      return {
        getSync: (key: string) => {
          uncounted += 1;
          return provider.getSync(key);
        },
        getStats: async (options?: CallOptions) => {
          const stats = await provider.getStats(options);
          return { ...stats, hits: stats.hits - uncounted };
        },
      };
    },
    caughtBy: ['synchronous twins › a twin counts as the operation it is a twin of'],
  },
  {
    fault: 'has a twin that gives null for a miss',
    capabilities: { sync: true },
    override: (provider) => ({ getSync: (key: string) => provider.getSync(key) ?? null }),
    caughtBy: ['through the synchronous twins › values › a miss is undefined, for every way to read'],
  },
];
