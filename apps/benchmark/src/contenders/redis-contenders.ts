import type { ListedContender } from './contender-list.ts';

/** Everything that is measured against a Redis server. The first is this project. */
export const redisContenders = [
  {
    name: 'this project',
    role: 'project',
    packages: ['@modular-agent/cache-redis'],
    load: async () => (await import('./redis/this-project.ts')).open,
  },
  {
    name: 'this project, one connection',
    role: 'project',
    packages: ['@modular-agent/cache-redis'],
    load: async () => (await import('./redis/this-project.ts')).openWithOneConnection,
  },
  {
    name: 'node-redis tuned',
    role: 'raw',
    packages: ['redis'],
    load: async () => (await import('./redis/node-redis-tuned.ts')).open,
  },
  {
    name: 'node-redis tuned + superjson',
    role: 'raw',
    packages: ['redis', 'superjson'],
    load: async () => (await import('./redis/node-redis-superjson.ts')).open,
  },
  {
    name: 'node-redis',
    role: 'raw',
    packages: ['redis'],
    load: async () => (await import('./redis/node-redis.ts')).open,
  },
  {
    name: 'ioredis',
    role: 'raw',
    packages: ['ioredis-6'],
    load: async () => (await import('./redis/ioredis.ts')).open,
  },
  {
    name: 'ioredis auto-pipelined',
    role: 'raw',
    packages: ['ioredis-6'],
    load: async () => (await import('./redis/ioredis-auto-pipelined.ts')).open,
  },
  {
    name: 'keyv',
    role: 'library',
    packages: ['keyv', '@keyv/redis'],
    load: async () => (await import('./redis/keyv.ts')).open,
  },
  {
    name: 'cache-manager',
    role: 'library',
    packages: ['cache-manager', '@keyv/redis'],
    load: async () => (await import('./redis/cache-manager.ts')).open,
  },
  {
    name: 'cacheable',
    role: 'library',
    packages: ['cacheable', '@keyv/redis'],
    load: async () => (await import('./redis/cacheable.ts')).open,
  },
  {
    name: 'bentocache',
    role: 'library',
    packages: ['bentocache', 'ioredis'],
    load: async () => (await import('./redis/bentocache.ts')).open,
  },
] as const satisfies readonly ListedContender[];
