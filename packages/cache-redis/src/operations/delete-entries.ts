import { checkKey } from '@modular-agent/cache-contract';
import { listKeys } from '@modular-agent/cache-contract/provider';
import type { Call } from '../calls/call.ts';
import { BatchFailures } from './batch-failures.ts';
import { chunks } from './chunks.ts';
import { inTurns } from './in-turns.ts';
import type { Store } from './store.ts';

/** How many keys one UNLINK takes, and how many of these are on their way at once. */
const keysPerCommand = 500;
const commandsAtOnce = 4;

/** One UNLINK. @returns Was there an entry? */
export async function deleteEntry(store: Store, call: Call, key: string): Promise<boolean> {
  checkKey(key, call.provider);
  return (await unlink(store, call, [key])) > 0;
}

/** One UNLINK for each 500 keys, four at a time. @returns How many entries there were. */
export async function deleteEntries(store: Store, call: Call, keys: Iterable<string>): Promise<number> {
  const failures = new BatchFailures();
  const wanted = new Set(listKeys(keys, call));
  const valid = [...wanted].filter((key) => {
    try {
      checkKey(key, call.provider);
      return true;
    } catch (error) {
      failures.add([key], error);
      return false;
    }
  });
  let count = 0;
  await inTurns(chunks(valid, keysPerCommand), commandsAtOnce, async (part) => {
    try {
      const deleted = await unlink(store, call, part);
      count += deleted;
    } catch (error) {
      failures.add(part, error);
    }
  });
  failures.check(call, 'deleted', wanted.size);
  return count;
}

async function unlink(store: Store, call: Call, keys: readonly string[]): Promise<number> {
  const names = keys.map((key) => store.keySpace.valueKey(key));
  const deleted = await store.lanes.write(call, ['UNLINK', ...names], Number);
  store.stats.deletes += deleted;
  return deleted;
}
