import { p99, peakHeap, processorTime, timeInBurst, loads } from '../report/figures.ts';
import { fastestLibrary, type Target } from './target.ts';

const provider = 'Redis provider by hand';

type Ratio = readonly [kind: string, workers: number, value: string, against: string, atLeast: number, aim: number];

const ratios: readonly Ratio[] = [
  ['get', 1, 'object-2kB', provider, 0.8, 0.9],
  ['get', 16, 'object-2kB', provider, 0.8, 0.9],
  ['get', 100, 'object-2kB', provider, 0.8, 0.9],
  ['get', 500, 'object-2kB', provider, 0.75, 0.9],
  ['get', 1, 'text-100B', provider, 0.75, 0.8],
  ['get', 16, 'text-100B', provider, 0.75, 0.8],
  ['get', 100, 'text-100B', provider, 0.75, 0.8],
  ['get', 500, 'text-100B', provider, 0.65, 0.8],
  ['get', 1, 'object-2kB', fastestLibrary, 0.83, 0.93],
  ['get', 100, 'object-2kB', fastestLibrary, 1.5, 1.7],
  ['get-past-memory', 100, 'object-2kB', provider, 0.65, 0.8],
  ['getMany', 1, 'object-2kB', provider, 0.8, 0.9],
  ['getOrSet', 1, 'object-2kB', 'this project, get', 0.9, 1],
  ['getOrSet', 100, 'object-2kB', 'this project, get', 0.9, 1],
  ['load', 100, 'object-2kB', fastestLibrary, 0.95, 1.05],
  ['load-past-memory', 100, 'object-2kB', fastestLibrary, 0.85, 1],
  ['set', 100, 'object-2kB', fastestLibrary, 1.3, 1.6],
  ['set-through-memory', 100, 'object-2kB', fastestLibrary, 1.2, 1.5],
];

const hit = 'cache-redis/get/100-workers/object-2kB';
const stampede = 'cache-redis/stampede/4-processes';
const burst = 'cache-memory/burst/object-2kB';

/** The targets of the cache over Redis, and of the burst over memory. */
export const cacheRedisTargets: readonly Target[] = [
  ...ratios.map(([kind, workers, value, against, atLeast, aim]): Target => ({
    row: `cache-redis/${kind}/${workers}-workers/${value}`,
    against,
    atLeast,
    aim,
    judged: 'median',
  })),
  { row: hit, against: provider, figure: processorTime, atMost: 1.4, aim: 1.2, judged: 'median' },
  { row: stampede, figure: loads, atMost: 1, judged: 'every round' },
  { row: stampede, figure: p99, atMost: 150, judged: 'median' },
  { row: burst, figure: timeInBurst, atMost: 1.5, judged: 'median' },
  { row: burst, figure: peakHeap, atMost: 8_000, judged: 'median' },
];
