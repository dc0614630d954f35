import type { SetOptions } from '@modular-agent/cache-contract';
import type { Call } from '../calls/call.ts';
import type { WaiterObserver } from '../calls/waiter.ts';
import { newRecord } from './new-record.ts';
import { sendRecord } from './send-record.ts';
import type { Store } from './store.ts';

/** One SET. */
export function writeEntry(
  store: Store,
  call: Call,
  key: string,
  value: unknown,
  options: SetOptions | undefined,
  observer?: WaiterObserver,
): Promise<void> {
  return sendRecord(store, call, newRecord(store, call, key, value, options), observer);
}
