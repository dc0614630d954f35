import { checkKey } from '@modular-agent/cache-contract';
import type { Call } from '../calls/call.ts';
import type { Store } from './store.ts';

/** One EXISTS. */
export function entryExists(store: Store, call: Call, key: string): Promise<boolean> {
  checkKey(key, call.provider);
  return store.lanes.read(call, ['EXISTS', store.keySpace.valueKey(key)], (count) => Number(count) > 0);
}
