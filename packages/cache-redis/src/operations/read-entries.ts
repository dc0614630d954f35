import { checkKey, type CacheEntry } from '@modular-agent/cache-contract';
import { listKeys } from '@modular-agent/cache-contract/provider';
import type { Call } from '../calls/call.ts';
import { chunks } from './chunks.ts';
import { readReply } from './read-reply.ts';
import type { Store } from './store.ts';

/** How many keys one MGET asks for: it holds the server for well under a millisecond. */
const keysPerCommand = 500;

/** One MGET for each 500 keys, all in one round trip. */
export async function readEntries(store: Store, call: Call, keys: Iterable<string>): Promise<Map<string, CacheEntry>> {
  const wanted = [...new Set(listKeys(keys, { provider: call.provider }))];
  for (const key of wanted) checkKey(key, call.provider);
  const found = new Map<string, CacheEntry>();
  const parts = chunks(wanted, keysPerCommand);
  const replies = await Promise.all(
    parts.map((part) => {
      const names = part.map((key) => store.keySpace.valueKey(key));
      return store.lanes.read(call, (commands) => commands.mGet(names));
    }),
  );
  for (const [index, part] of parts.entries()) {
    for (const [position, key] of part.entries()) {
      const entry = readReply(store, replies[index]?.[position]);
      if (entry !== undefined) found.set(key, entry);
    }
  }
  return found;
}
