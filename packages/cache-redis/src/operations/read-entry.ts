import { checkKey, type CacheEntry } from '@modular-agent/cache-contract';
import type { Call } from '../calls/call.ts';
import { readReply } from './read-reply.ts';
import type { Store } from './store.ts';

/** One GET. */
export async function readEntry(store: Store, call: Call, key: string): Promise<CacheEntry | undefined> {
  checkKey(key, call.provider);
  const name = store.keySpace.valueKey(key);
  return readReply(store, await store.lanes.read(call, (commands) => commands.get(name)));
}
