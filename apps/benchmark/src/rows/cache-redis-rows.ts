import { cacheContenders } from '../contenders/cache-contenders.ts';
import { cacheRedisContenders } from '../contenders/cache-redis-contenders.ts';
import type { Operation } from '../workload/calls.ts';
import { valueKinds, type ValueKindName } from '../workload/value-kinds.ts';
import type { Row } from './row.ts';

const provider = 'Redis provider by hand';
const byGet = 'this project, get';
const all = cacheRedisContenders.map(({ name }) => name);
const withProvider = all.filter((name) => name !== byGet);
const withoutProvider = withProvider.filter((name) => name !== provider);

/** Fewer than the keys of a row, so that reading them in turn always misses memory. */
const fewEntries = 100;
/** The default capacity of memory in this project and in bentocache. */
const defaultEntries = 1_000;

interface Kind {
  readonly title: string;
  readonly operation: Operation;
  readonly memoryEntries: number;
  readonly contenders: readonly string[];
}

/** The key is the second part of the row's id. */
const kinds = {
  get: { title: 'hit in Redis', operation: 'get', memoryEntries: 0, contenders: withProvider },
  'get-past-memory': {
    title: 'hit in Redis past a memory without the key',
    operation: 'get',
    memoryEntries: fewEntries,
    contenders: withProvider,
  },
  getMany: {
    title: 'getMany of 100 in Redis',
    operation: 'getMany',
    memoryEntries: 0,
    contenders: ['this project', provider],
  },
  getOrSet: { title: 'getOrSet of what is in Redis', operation: 'getOrSet', memoryEntries: 0, contenders: all },
  load: { title: 'cold getOrSet over Redis', operation: 'load', memoryEntries: 0, contenders: withoutProvider },
  'load-past-memory': {
    title: 'cold getOrSet over memory and Redis',
    operation: 'load',
    memoryEntries: defaultEntries,
    contenders: withoutProvider,
  },
  set: { title: 'set over Redis', operation: 'set', memoryEntries: 0, contenders: withoutProvider },
  'set-through-memory': {
    title: 'set over memory and Redis',
    operation: 'set',
    memoryEntries: defaultEntries,
    contenders: withoutProvider,
  },
} as const satisfies Readonly<Record<string, Kind>>;

const quick = new Set([
  'cache-redis/get/100-workers/object-2kB',
  'cache-redis/load/100-workers/object-2kB',
  'cache-redis/set/100-workers/object-2kB',
]);

function row(kind: keyof typeof kinds, workers: number, value: ValueKindName = 'object-2kB'): Row {
  const { title, operation, memoryEntries, contenders } = kinds[kind];
  const id = `cache-redis/${kind}/${workers}-workers/${value}`;
  return {
    id,
    title: `${title}, ${valueKinds[value].title}, ${workers} ${workers === 1 ? 'worker' : 'workers'}`,
    group: 'Cache over Redis',
    work: { kind: 'cache', operation, memoryEntries, workers, value },
    contenders,
    quick: quick.has(id),
  };
}

const stampedeRow: Row = {
  id: 'cache-redis/stampede/4-processes',
  title: 'stampede: 4 processes of 1,000 callers on a loader of 50 ms',
  group: 'Cache over Redis',
  work: { kind: 'stampede', processes: 4, callers: 1_000, loaderTime: 50, value: 'object-2kB' },
  contenders: withoutProvider,
  quick: true,
};

const burstRow: Row = {
  id: 'cache-memory/burst/object-2kB',
  title: 'burst: 100,000 cold getOrSet at once over memory',
  group: 'Burst',
  work: { kind: 'burst', calls: 100_000, value: 'object-2kB' },
  contenders: cacheContenders.map(({ name }) => name).filter((name) => name !== 'async-cache-dedupe'),
  quick: false,
};

/** Every row of the cache over Redis, and the burst over memory. */
export const cacheRedisRows: readonly Row[] = [
  ...(['object-2kB', 'text-100B'] as const).flatMap((value) =>
    [1, 16, 100, 500].map((workers) => row('get', workers, value)),
  ),
  row('get-past-memory', 100),
  row('getMany', 1),
  ...[1, 100].map((workers) => row('getOrSet', workers)),
  row('load', 100),
  row('load-past-memory', 100),
  row('set', 100),
  row('set-through-memory', 100),
  stampedeRow,
  burstRow,
];
