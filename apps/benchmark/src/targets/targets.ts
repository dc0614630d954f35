import { clusterRows } from '../rows/cluster-rows.ts';

import { cacheRedisTargets } from './cache-redis-targets.ts';
import { fastestLibrary, type Target } from './target.ts';

const tuned = 'node-redis tuned';

/** A Cluster is no slower than the raw client there, whichever keys. */
const clusterTargets = clusterRows.map(({ id }): Target => ({ row: id, against: tuned, atLeast: 1, judged: 'median' }));

/** What must hold, but for being ahead of the libraries, which holds for whole groups of rows. */
export const targets: readonly Target[] = [
  { row: 'get/100-workers/text-100B', against: tuned, atLeast: 1.5, judged: 'median' },
  { row: 'get/100-workers/text-100B', against: 'node-redis', atLeast: 2.5, judged: 'median' },
  { row: 'get/100-workers/object-2kB', against: tuned, atLeast: 1.2, judged: 'median' },
  { row: 'get/1-workers/text-100B', against: tuned, atLeast: 0.93, judged: 'lower end' },
  { row: 'set/100-workers/object-2kB', against: tuned, atLeast: 0.9, judged: 'median' },
  { row: 'set/100-workers/object-2kB', against: 'node-redis tuned + superjson', atLeast: 3, judged: 'median' },
  ...clusterTargets,
  { row: 'getMany/1-workers/object-2kB', against: tuned, atLeast: 0.9, judged: 'median' },
  { row: 'memory/getSync/object-2kB', against: 'lru-cache', atLeast: 0.6, judged: 'median' },
  { row: 'memory/get/object-2kB', against: fastestLibrary, atLeast: 2, judged: 'median' },
  ...['text-100B', 'object-2kB'].flatMap((value): readonly Target[] => [
    { row: `getOrSet/memory/${value}`, against: 'bentocache', atLeast: 5, judged: 'median' },
    { row: `getOrSet/memory/${value}`, against: 'bentocache serialize: false', atLeast: 2, judged: 'median' },
    { row: `getOrSet/memory/${value}`, against: 'async-cache-dedupe', atLeast: 2, judged: 'median' },
  ]),
  ...cacheRedisTargets,
];

/** From how many workers on this project must be ahead of every caching library. */
export const workersAhead = 16;
