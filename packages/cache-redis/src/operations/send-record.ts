import type { Call } from '../calls/call.ts';
import type { WaiterObserver } from '../calls/waiter.ts';
import type { NewRecord } from './new-record.ts';
import type { Store } from './store.ts';

/** SET, with PX unless it is to live without end. */
export function sendRecord(
  store: Store,
  call: Call,
  { name, entry, ttl }: NewRecord,
  observer?: WaiterObserver,
): Promise<void> {
  const command = ttl === Infinity ? ['SET', name, entry] : ['SET', name, entry, 'PX', String(ttl)];
  return store.dispatcher.write(call, command, () => void store.stats.sets++, observer);
}
