import type { CacheOperation } from '@modular-agent/cache-contract';
import type { StatsRecorder } from '@modular-agent/cache-contract/provider';
import { OperationMeter } from './operation-meter.ts';

/** A meter for each operation on entries. */
export type OperationMeters = Readonly<Record<Exclude<CacheOperation, 'publish' | 'subscribe'>, OperationMeter>>;

/** Of so many calls about one entry one is measured; of those about more, every one. */
const sampleInterval = 256;

export function createOperationMeters(recorder: StatsRecorder): OperationMeters {
  const sampled = (operation: CacheOperation): OperationMeter =>
    new OperationMeter(recorder, operation, sampleInterval);
  const measured = (operation: CacheOperation): OperationMeter => new OperationMeter(recorder, operation, 1);
  return {
    get: sampled('get'),
    getEntry: sampled('getEntry'),
    set: sampled('set'),
    setIfNewer: sampled('setIfNewer'),
    delete: sampled('delete'),
    exists: sampled('exists'),
    getMany: measured('getMany'),
    getEntries: measured('getEntries'),
    setMany: measured('setMany'),
    deleteMany: measured('deleteMany'),
    clear: measured('clear'),
    getSize: measured('getSize'),
    cleanupExpired: measured('cleanupExpired'),
  };
}
