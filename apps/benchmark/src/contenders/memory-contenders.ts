import type { ListedContender } from './contender-list.ts';

/** Everything that is measured in this process. The first is this project. */
export const memoryContenders = [
  {
    name: 'this project',
    role: 'project',
    packages: ['@modular-agent/cache-memory'],
    load: async () => (await import('./memory/this-project.ts')).open,
  },
  {
    name: 'lru-cache',
    role: 'raw',
    packages: ['lru-cache'],
    load: async () => (await import('./memory/lru-cache.ts')).open,
  },
  {
    name: 'keyv',
    role: 'library',
    packages: ['keyv'],
    load: async () => (await import('./memory/keyv.ts')).open,
  },
  {
    name: 'cache-manager',
    role: 'library',
    packages: ['cache-manager'],
    load: async () => (await import('./memory/cache-manager.ts')).open,
  },
  {
    name: 'cacheable',
    role: 'library',
    packages: ['cacheable'],
    load: async () => (await import('./memory/cacheable.ts')).open,
  },
  {
    name: 'CacheableMemory',
    role: 'library',
    packages: ['cacheable'],
    load: async () => (await import('./memory/cacheable-memory.ts')).open,
  },
  {
    name: 'bentocache',
    role: 'library',
    packages: ['bentocache'],
    load: async () => (await import('./memory/bentocache.ts')).open,
  },
  {
    name: 'bentocache serialize: false',
    role: 'library',
    packages: ['bentocache'],
    load: async () => (await import('./memory/bentocache-unserialized.ts')).open,
  },
] as const satisfies readonly ListedContender[];
