import type { ListedContender } from './contender-list.ts';

/** Everything that is measured against a Redis Cluster. The first is this project. */
export const clusterContenders = [
  {
    name: 'this project',
    role: 'project',
    packages: ['@modular-agent/cache-redis'],
    load: async () => (await import('./cluster/this-project.ts')).open,
  },
  {
    name: 'node-redis tuned',
    role: 'raw',
    packages: ['redis'],
    load: async () => (await import('./cluster/node-redis-cluster.ts')).openTuned,
  },
  {
    name: 'node-redis',
    role: 'raw',
    packages: ['redis'],
    load: async () => (await import('./cluster/node-redis-cluster.ts')).open,
  },
  {
    name: 'ioredis',
    role: 'raw',
    packages: ['ioredis-6'],
    load: async () => (await import('./cluster/ioredis-cluster.ts')).open,
  },
] as const satisfies readonly ListedContender[];
