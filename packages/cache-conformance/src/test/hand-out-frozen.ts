import { inspectValue } from '@modular-agent/cache-contract/provider';
import { copyValue } from './copy-value.ts';

/** Plain data deeply frozen, anything else as a copy that may be changed. */
export function handOutFrozen(value: unknown): unknown {
  return inspectValue(value) === 'rich' ? copyValue(value) : copyValue(value, Object.freeze);
}
