import type { Call } from '../calls/call.ts';
import type { WaiterObserver } from '../calls/waiter.ts';
import type { CommandArguments } from '../wire/command-arguments.ts';
import type { NewRecord } from './new-record.ts';
import type { Store } from './store.ts';

/** SET, with PX unless it is to live without end. */
export function sendRecord(store: Store, call: Call, record: NewRecord, observer?: WaiterObserver): Promise<void> {
  return store.dispatcher.write(call, recordCommand(record), () => void store.stats.sets++, observer);
}

export function recordCommand({ name, entry, ttl }: NewRecord): CommandArguments {
  return ttl === Infinity ? ['SET', name, entry] : ['SET', name, entry, 'PX', String(ttl)];
}
