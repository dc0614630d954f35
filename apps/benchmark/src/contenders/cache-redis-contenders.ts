import type { ListedContender } from './contender-list.ts';

/** Caches over Redis, with memory in front where the row asks for it, and the provider alone. The first is this project. */
export const cacheRedisContenders = [
  {
    name: 'this project',
    role: 'project',
    packages: ['@modular-agent/cache'],
    load: async () => (await import('./cache-redis/this-project.ts')).open,
  },
  {
    name: 'this project, get',
    role: 'project',
    packages: ['@modular-agent/cache'],
    load: async () => (await import('./cache-redis/this-project.ts')).openWithGet,
  },
  {
    name: 'Redis provider by hand',
    role: 'raw',
    packages: ['@modular-agent/cache-redis'],
    load: async () => (await import('./tiers/providers.ts')).openRedis,
  },
  {
    name: 'bentocache',
    role: 'library',
    packages: ['bentocache', 'ioredis'],
    load: async () => (await import('./cache-redis/bentocache.ts')).open,
  },
  {
    name: 'bentocache auto-pipelined',
    role: 'library',
    packages: ['bentocache', 'ioredis'],
    load: async () => (await import('./cache-redis/bentocache.ts')).openAutoPipelined,
  },
] as const satisfies readonly ListedContender[];
