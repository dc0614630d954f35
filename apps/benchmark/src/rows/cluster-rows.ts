import { clusterContenders } from '../contenders/cluster-contenders.ts';
import { valueKinds, type ValueKindName } from '../workload/value-kinds.ts';
import type { Row } from './row.ts';

const workers = 100;

function row(operation: 'get' | 'set', value: ValueKindName, tagged: boolean): Row {
  const keys = tagged ? 'keys in 16 slots' : 'keys in any slot';
  return {
    id: `cluster-${operation}/${workers}-workers/${value}/${tagged ? 'tagged' : 'spread'}`,
    title: `${operation} in a Cluster of three, ${valueKinds[value].title}, ${keys}, ${workers} workers`,
    group: 'Cluster',
    work: { kind: 'cluster', operation, workers, value, tagged },
    contenders: clusterContenders.map(({ name }) => name),
    quick: false,
  };
}

/** Every row that needs a Cluster. */
export const clusterRows: readonly Row[] = (['get', 'set'] as const).flatMap((operation) =>
  (['text-100B', 'object-2kB'] as const).flatMap((value) => [
    row(operation, value, false),
    row(operation, value, true),
  ]),
);
