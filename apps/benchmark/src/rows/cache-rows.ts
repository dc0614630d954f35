import { cacheContenders } from '../contenders/cache-contenders.ts';
import { tierContenders } from '../contenders/tier-contenders.ts';
import { valueKinds, type ValueKindName } from '../workload/value-kinds.ts';
import type { Row } from './row.ts';

const quick = new Set(['getOrSet/memory/object-2kB', 'tiers-getOrSet/100-workers/object-2kB']);

function hitRow(value: ValueKindName): Row {
  const id = `getOrSet/memory/${value}`;
  return {
    id,
    title: `getOrSet of what is in memory, ${valueKinds[value].title}`,
    group: 'getOrSet in memory',
    work: { kind: 'hit', value },
    contenders: cacheContenders.map(({ name }) => name),
    quick: quick.has(id),
  };
}

const titles = { getOrSet: 'getOrSet of what is there', load: 'getOrSet of what is nowhere', set: 'set' } as const;

function tierRow(operation: keyof typeof titles, workers: number): Row {
  const id = `tiers-${operation}/${workers}-workers/object-2kB`;
  return {
    id,
    title: `${titles[operation]}, ${valueKinds['object-2kB'].title}, ${workers} ${workers === 1 ? 'worker' : 'workers'}`,
    group: 'memory, Redis, and memory over Redis',
    work: { kind: 'tiers', operation, workers, value: 'object-2kB' },
    contenders: tierContenders.map(({ name }) => name),
    quick: quick.has(id),
  };
}

/** Every row of the cache over providers. */
export const cacheRows: readonly Row[] = [
  hitRow('text-100B'),
  hitRow('object-2kB'),
  ...[1, 16, 100].map((workers) => tierRow('getOrSet', workers)),
  ...[1, 100].map((workers) => tierRow('load', workers)),
  ...[1, 100].map((workers) => tierRow('set', workers)),
];
