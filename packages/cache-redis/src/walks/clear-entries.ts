import type { CallOptions } from '@modular-agent/cache-contract';
import type { Call } from '../calls/call.ts';
import type { Store } from '../operations/store.ts';
import { chunks } from '../operations/chunks.ts';
import { roundTrip, walkNames } from './walk-names.ts';

/** SCAN and UNLINK, two round trips for each 1,000 keys in the database; in a Cluster an UNLINK for each key. */
export async function clearEntries(store: Store, call: Call, options: CallOptions | undefined): Promise<void> {
  for await (const { names } of walkNames(store, call, options)) {
    const step = roundTrip(call, options);
    const parts = store.dispatcher.servers.isSharded ? chunks(names, 1) : chunks(names, names.length);
    const unlinked = parts.map((part) => store.dispatcher.write(step, ['UNLINK', ...part], Number));
    await Promise.all(unlinked);
  }
}
