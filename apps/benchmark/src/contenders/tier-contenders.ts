import type { ListedContender } from './contender-list.ts';

/** This project's cache over one tier and over two, and its providers by themselves. */
export const tierContenders = [
  {
    name: 'this project',
    role: 'project',
    packages: ['@modular-agent/cache'],
    load: async () => (await import('./tiers/caches.ts')).openTiered,
  },
  {
    name: 'cache over memory',
    role: 'project',
    packages: ['@modular-agent/cache'],
    load: async () => (await import('./tiers/caches.ts')).openOverMemory,
  },
  {
    name: 'cache over Redis',
    role: 'project',
    packages: ['@modular-agent/cache'],
    load: async () => (await import('./tiers/caches.ts')).openOverRedis,
  },
  {
    name: 'memory provider by hand',
    role: 'raw',
    packages: ['@modular-agent/cache-memory'],
    load: async () => (await import('./tiers/providers.ts')).openMemory,
  },
  {
    name: 'Redis provider by hand',
    role: 'raw',
    packages: ['@modular-agent/cache-redis'],
    load: async () => (await import('./tiers/providers.ts')).openRedis,
  },
] as const satisfies readonly ListedContender[];
