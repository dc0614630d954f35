import type { CacheOperation } from '@modular-agent/cache-contract';
import type { StatsRecorder } from '@modular-agent/cache-contract/provider';
import { OperationMeter } from './operation-meter.ts';

const aboutOne = ['get', 'getEntry', 'set', 'setIfNewer', 'delete', 'exists'] as const;
const aboutMany = ['getMany', 'getEntries', 'setMany', 'deleteMany', 'clear', 'getSize', 'cleanupExpired'] as const;

/** A meter for each operation on entries. */
export type OperationMeters = Readonly<Record<(typeof aboutOne)[number] | (typeof aboutMany)[number], OperationMeter>>;

/** Of so many calls about one entry one is measured; of those about more, every one. */
const sampleInterval = 256;

export function createOperationMeters(recorder: StatsRecorder): OperationMeters {
  const meter = (operation: CacheOperation, interval: number): [string, OperationMeter] => [
    operation,
    new OperationMeter(recorder, operation, interval),
  ];
  const sampled = aboutOne.map((operation) => meter(operation, sampleInterval));
  const measured = aboutMany.map((operation) => meter(operation, 1));
  return Object.fromEntries([...sampled, ...measured]) as OperationMeters;
}
