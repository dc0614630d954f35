import { checkKey } from '@modular-agent/cache-contract';
import type { Call } from '../calls/call.ts';
import type { Store } from './store.ts';

/** One EXISTS. */
export async function entryExists(store: Store, call: Call, key: string): Promise<boolean> {
  checkKey(key, call.provider);
  const name = store.keySpace.valueKey(key);
  return (await store.lanes.read(call, (commands) => commands.exists(name))) > 0;
}
