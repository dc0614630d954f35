import type { CallOptions } from '@modular-agent/cache-contract';
import type { Call } from '../calls/call.ts';
import type { Store } from './store.ts';
import { roundTrip, walkNames } from './walk-names.ts';

/** SCAN and UNLINK, two round trips for each 1,000 keys in the database. */
export async function clearEntries(store: Store, call: Call, options: CallOptions | undefined): Promise<void> {
  for await (const names of walkNames(store, call, options)) {
    await store.dispatcher.write(roundTrip(call, options), ['UNLINK', ...names], Number);
  }
}
