import { redisContenders } from '../contenders/redis-contenders.ts';
import { bigWorkers } from '../workload/beside.ts';
import type { Operation } from '../workload/calls.ts';
import { valueKinds, type ValueKindName } from '../workload/value-kinds.ts';
import type { Row } from './row.ts';

const superjson = 'node-redis tuned + superjson';
const oneConnection = 'this project, one connection';
const names: readonly string[] = redisContenders.map(({ name }) => name).filter((name) => name !== oneConnection);
const withoutSuperjson = names.filter((name) => name !== superjson);

const titles: Readonly<Record<Exclude<Operation, 'getOrSet' | 'load'>, string>> = {
  get: 'get',
  set: 'set',
  mixed: '80 % get, 20 % set',
  getMany: 'getMany of 100',
  setMany: 'setMany of 100',
};

const quick = new Set([
  'get/1-workers/text-100B',
  'get/100-workers/text-100B',
  'get/100-workers/object-2kB',
  'set/100-workers/object-2kB',
  'getMany/1-workers/object-2kB',
]);

function row(operation: keyof typeof titles, workers: number, value: ValueKindName): Row {
  const id = `${operation}/${workers}-workers/${value}`;
  const writesObjects = operation === 'set' && valueKinds[value].values === 'objects';
  return {
    id,
    title: `${titles[operation]}, ${valueKinds[value].title}, ${workers} ${workers === 1 ? 'worker' : 'workers'}`,
    group: operation === 'getMany' || operation === 'setMany' ? 'batch' : operation,
    work: { kind: 'workers', operation, workers, value },
    contenders: writesObjects ? names : withoutSuperjson,
    quick: quick.has(id),
  };
}

function besideRow(operation: 'get' | 'set'): Row {
  const doing = operation === 'get' ? 'read' : 'written';
  return {
    id: `beside/${operation}`,
    title: `a small get while ${bigWorkers} values of 1 MB are being ${doing}`,
    group: 'big values beside small ones',
    work: { kind: 'beside', operation },
    contenders: ['this project', oneConnection, 'node-redis tuned', 'node-redis', 'ioredis'],
    quick: false,
  };
}

/** Shows what the second connection is for. */
function connectionsRow(workers: number, value: ValueKindName): Row {
  return {
    id: `connections-get/${workers}-workers/${value}`,
    title: `get, ${valueKinds[value].title}, ${workers} workers`,
    group: 'one connection and two',
    work: { kind: 'workers', operation: 'get', workers, value },
    contenders: ['this project', oneConnection],
    quick: false,
  };
}

const workers = [1, 16, 100, 500];
const values = Object.keys(valueKinds) as ValueKindName[];

/** Every row that needs a server. */
export const redisRows: readonly Row[] = [
  ...values.flatMap((value) => workers.map((count) => row('get', count, value))),
  ...values.flatMap((value) => workers.map((count) => row('set', count, value))),
  ...[16, 100, 500].map((count) => row('mixed', count, 'object-2kB')),
  ...(['getMany', 'setMany'] as const).flatMap((operation) =>
    [1, 16].map((count) => row(operation, count, 'object-2kB')),
  ),
  besideRow('get'),
  besideRow('set'),
  ...(['text-100B', 'object-2kB', 'object-100kB'] as const).map((value) => connectionsRow(100, value)),
  connectionsRow(500, 'text-100B'),
];
