import type { SetOptions } from '@modular-agent/cache-contract';
import type { Call } from '../calls/call.ts';
import type { WaiterObserver } from '../calls/waiter.ts';
import type { CommandArguments } from '../wire/command-arguments.ts';
import { checkWrite, newRecord } from './new-record.ts';
import { recordCommand, sendRecord } from './send-record.ts';
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
  if (store.dispatcher.mustWait(call, 0)) {
    // A call that waits holds its value, not what it becomes.
    checkWrite(call, key, options);
    const make = (): CommandArguments => recordCommand(newRecord(store, call, key, value, options));
    return store.dispatcher.writeLater(
      call,
      store.keySpace.valueKey(key),
      make,
      () => void store.stats.sets++,
      observer,
    );
  }
  return sendRecord(store, call, newRecord(store, call, key, value, options), observer);
}
