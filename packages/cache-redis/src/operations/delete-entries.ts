import { checkKey } from '@modular-agent/cache-contract';
import { listKeys } from '@modular-agent/cache-contract/provider';
import { isTooLate, tooLateError, type Call } from '../calls/call.ts';
import type { WaiterObserver } from '../calls/waiter.ts';
import type { Reply } from '../wire/reply.ts';
import { BatchFailures } from './batch-failures.ts';
import { chunks } from './chunks.ts';
import { inTurns } from './in-turns.ts';
import type { Store } from './store.ts';

/** How many keys one UNLINK takes, and how many of these are on their way at once. */
const keysPerCommand = 500;
const commandsAtOnce = 4;

/** One UNLINK. @returns Was there an entry? */
export function deleteEntry(store: Store, call: Call, key: string, observer?: WaiterObserver): Promise<boolean> {
  checkKey(key, call.provider);
  return unlink(store, call, [key], (deleted) => deleted > 0, observer);
}

/** One UNLINK for each 500 keys, four at a time; in a Cluster one for each key, 500 at a time. @returns How many entries there were. */
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
  const deletePart = async (part: readonly string[]): Promise<void> => {
    try {
      if (isTooLate(call)) throw tooLateError(call);
      const deleted = await unlink(store, call, part, (counted) => counted);
      count += deleted;
    } catch (error) {
      failures.add(part, error);
    }
  };
  const [width, atOnce] = store.dispatcher.servers.isSharded ? [1, keysPerCommand] : [keysPerCommand, commandsAtOnce];
  await inTurns(chunks(valid, width), atOnce, deletePart);
  failures.check(call, 'deleted', wanted.size);
  return count;
}

function unlink<T>(
  store: Store,
  call: Call,
  keys: readonly string[],
  answer: (deleted: number) => T,
  observer?: WaiterObserver,
): Promise<T> {
  const names = keys.map((key) => store.keySpace.valueKey(key));
  const count = (reply: Reply): T => {
    const deleted = readCount(reply);
    store.stats.deletes += deleted;
    return answer(deleted);
  };
  return store.dispatcher.write(call, ['UNLINK', ...names], count, observer);
}

/** @throws Error if it is no number: from a server that is none of Redis, or something between. */
function readCount(reply: Reply): number {
  if (typeof reply === 'number' && reply >= 0) return reply;
  throw new TypeError('the reply is no number');
}
