import { redisContenders } from '../contenders/redis-contenders.ts';
import { cacheRedisContenders } from '../contenders/cache-redis-contenders.ts';
import type { ListedContender } from '../contenders/contender-list.ts';
import { tierContenders } from '../contenders/tier-contenders.ts';
import type { Store } from '../rows/row.ts';

/** Milliseconds that a child may take for what should take a part of a second, or a few for large values. */
export const patience = 60_000;

/** The logical database that a contender has for itself. */
export function databaseOf(name: string, store: Store = 'redis'): number {
  return listOf(store).findIndex((contender) => contender.name === name);
}

function listOf(store: Store): readonly ListedContender[] {
  if (store === 'cache-redis') return cacheRedisContenders;
  return store === 'tiers' ? tierContenders : redisContenders;
}

/** What is told of a failure. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
