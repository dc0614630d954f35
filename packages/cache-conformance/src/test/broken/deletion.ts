import type { CallOptions } from '@modular-agent/cache-contract';
import type { BrokenProvider } from './broken-provider.ts';

/** Providers that delete too much or too little. */
export const brokenDeletion: readonly BrokenProvider[] = [
  {
    fault: 'always says that there was an entry',
    override: (provider) => ({
      delete: async (key: string, options?: CallOptions) => (await provider.delete(key, options)) || true,
    }),
    caughtBy: ['deletion and size › delete says whether there was an entry'],
  },
  {
    fault: 'deletes nothing',
    override: (provider) => ({ delete: (key: string, options?: CallOptions) => provider.exists(key, options) }),
    caughtBy: [
      'deletion and size › delete says whether there was an entry',
      'deletion and size › getSize counts entries, not writes',
    ],
  },
  {
    fault: 'clears ten entries only',
    override: (_, world) => ({
      clear: async () => {
        for (const key of [...world.store.keys()].slice(0, 10)) world.store.delete(key);
      },
    }),
    caughtBy: ['deletion and size › clear leaves nothing, and the provider goes on'],
  },
  {
    fault: 'clears the whole store',
    override: (_, world) => ({ clear: async () => world.store.clear() }),
    caughtBy: ['deletion and size › clear leaves the entries of others in the same store'],
  },
  {
    fault: 'counts the whole store',
    override: (_, world) => ({ getSize: async () => world.store.size }),
    caughtBy: ['deletion and size › clear leaves the entries of others in the same store'],
  },
  {
    fault: 'shares its keys with others',
    rules: { storeKey: (_, key) => key },
    caughtBy: ['deletion and size › providers in one store do not see each other’s entries'],
  },
  {
    fault: 'counts writes for entries',
    override: (provider) => ({ getSize: async (options?: CallOptions) => (await provider.getStats(options)).sets }),
    caughtBy: ['deletion and size › getSize counts entries, not writes'],
  },
];
