import { checkKey } from '@modular-agent/cache-contract';
import { listKeys } from '@modular-agent/cache-contract/provider';
import type { Call } from '../calls/call.ts';
import { BatchFailures } from './batch-failures.ts';
import { chunks } from './chunks.ts';
import type { Store } from './store.ts';

/** How many keys one UNLINK takes. */
const keysPerCommand = 500;

/** One UNLINK. @returns Was there an entry? */
export async function deleteEntry(store: Store, call: Call, key: string): Promise<boolean> {
  checkKey(key, call.provider);
  const name = store.keySpace.valueKey(key);
  const deleted = await store.lanes.write(call, (commands) => commands.unlink([name]));
  store.stats.deletes += deleted;
  return deleted > 0;
}

/** One UNLINK for each 500 keys, all in one round trip. @returns How many entries there were. */
export async function deleteEntries(store: Store, call: Call, keys: Iterable<string>): Promise<number> {
  const failures = new BatchFailures();
  const wanted = new Set(listKeys(keys, { provider: call.provider }));
  const valid = [...wanted].filter((key) => {
    try {
      checkKey(key, call.provider);
      return true;
    } catch (error) {
      failures.add([key], error);
      return false;
    }
  });
  const counts = await Promise.all(
    chunks(valid, keysPerCommand).map(async (part) => {
      const names = part.map((key) => store.keySpace.valueKey(key));
      try {
        const deleted = await store.lanes.write(call, (commands) => commands.unlink(names));
        store.stats.deletes += deleted;
        return deleted;
      } catch (error) {
        failures.add(part, error);
        return 0;
      }
    }),
  );
  failures.check(call, 'deleted', wanted.size);
  return counts.reduce((sum, count) => sum + count, 0);
}
