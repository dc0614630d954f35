import { checkKey } from '@modular-agent/cache-contract';
import type { Call } from '../calls/call.ts';
import type { WaiterObserver } from '../calls/waiter.ts';
import type { Store } from './store.ts';

/** One EXISTS. */
export function entryExists(store: Store, call: Call, key: string, observer?: WaiterObserver): Promise<boolean> {
  checkKey(key, call.provider);
  return store.dispatcher.read(call, ['EXISTS', store.keySpace.valueKey(key)], (count) => Number(count) > 0, {
    observer,
  });
}
