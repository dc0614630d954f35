import type { CallOptions } from '@modular-agent/cache-contract';
import type { Call } from '../calls/call.ts';
import type { Store } from '../operations/store.ts';
import { walkNames } from './walk-names.ts';

/** SCAN, a round trip for each 1,000 keys in the database. */
export async function countEntries(store: Store, call: Call, options: CallOptions | undefined): Promise<number> {
  let count = 0;
  for await (const { names } of walkNames(store, call, options)) count += names.length;
  return count;
}
