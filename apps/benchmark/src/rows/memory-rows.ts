import { memoryContenders } from '../contenders/memory-contenders.ts';
import type { MemoryOperation } from '../workload/tight-loop.ts';
import { valueKinds, type ValueKindName } from '../workload/value-kinds.ts';
import type { Row } from './row.ts';

const quick = new Set(['memory/getSync/object-2kB', 'memory/get/object-2kB']);

function row(operation: MemoryOperation, value: ValueKindName): Row {
  const id = `memory/${operation}/${value}`;
  return {
    id,
    title: `${operation} in memory, ${valueKinds[value].title}`,
    group: 'memory',
    work: { kind: 'memory', operation, value },
    contenders: memoryContenders.map(({ name }) => name),
    quick: quick.has(id),
  };
}

/** Every row in this process alone. */
export const memoryRows: readonly Row[] = (['getSync', 'get', 'setSync', 'set'] as const).flatMap((operation) => [
  row(operation, 'text-100B'),
  row(operation, 'object-2kB'),
]);
