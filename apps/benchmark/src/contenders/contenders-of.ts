import type { Store } from '../rows/row.ts';
import { cacheContenders } from './cache-contenders.ts';
import { cacheRedisContenders } from './cache-redis-contenders.ts';
import { clusterContenders } from './cluster-contenders.ts';
import type { ListedContender } from './contender-list.ts';
import { memoryContenders } from './memory-contenders.ts';
import { redisContenders } from './redis-contenders.ts';
import { tierContenders } from './tier-contenders.ts';

/** All contenders, by where they keep their values. */
export const contendersOf: Readonly<Record<Store, readonly ListedContender[]>> = {
  redis: redisContenders,
  cluster: clusterContenders,
  memory: memoryContenders,
  cache: cacheContenders,
  tiers: tierContenders,
  'cache-redis': cacheRedisContenders,
};
