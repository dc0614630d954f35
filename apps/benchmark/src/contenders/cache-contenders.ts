import type { ListedContender } from './contender-list.ts';

/** Caches that load what is not there, over this process's memory. The first is this project. */
export const cacheContenders = [
  {
    name: 'this project',
    role: 'project',
    packages: ['@modular-agent/cache'],
    load: async () => (await import('./cache/this-project.ts')).open,
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
  {
    name: 'async-cache-dedupe',
    role: 'library',
    packages: ['async-cache-dedupe'],
    load: async () => (await import('./cache/async-cache-dedupe.ts')).open,
  },
] as const satisfies readonly ListedContender[];
