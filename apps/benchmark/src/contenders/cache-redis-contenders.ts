import type { ListedContender, Role } from './contender-list.ts';
import type { OpenContender } from './contender.ts';

/**
 * Caches over Redis, with memory in front where the row asks for it, and what they are held against. The first is this
 * project.
 */
export const cacheRedisContenders: readonly ListedContender[] = [
  listed('this project', 'project', ['@modular-agent/cache'], thisProject('open')),
  listed('this project, get', 'project', ['@modular-agent/cache'], thisProject('openWithGet')),
  listed('Redis provider by hand', 'raw', ['@modular-agent/cache-redis'], async () => {
    return (await import('./tiers/providers.ts')).openRedis;
  }),
  listed('bentocache', 'library', ['bentocache', 'ioredis'], bentocache('open')),
  listed('bentocache auto-pipelined', 'library', ['bentocache', 'ioredis'], bentocache('openAutoPipelined')),
];

function thisProject(opener: 'open' | 'openWithGet'): () => Promise<OpenContender> {
  return async () => (await import('./cache-redis/this-project.ts'))[opener];
}

function bentocache(opener: 'open' | 'openAutoPipelined'): () => Promise<OpenContender> {
  return async () => (await import('./cache-redis/bentocache.ts'))[opener];
}

function listed(
  name: string,
  role: Role,
  packages: readonly string[],
  load: () => Promise<OpenContender>,
): ListedContender {
  return { name, role, packages, load };
}
