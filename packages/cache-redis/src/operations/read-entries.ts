import { checkKey } from '@modular-agent/cache-contract';
import { listKeys } from '@modular-agent/cache-contract/provider';
import type { Call } from '../calls/call.ts';
import type { WaiterObserver } from '../calls/waiter.ts';
import { readEach } from '../dispatch/read-each.ts';
import type { Reply } from '../wire/reply.ts';
import { chunks } from './chunks.ts';
import { inTurns } from './in-turns.ts';
import type { Store } from './store.ts';

/** How many keys one MGET asks for: it holds the server for well under a millisecond. */
const keysPerCommand = 500;
/** How many of them are on their way at once: enough to keep both ends busy, too few to fill a memory with answers. */
const commandsAtOnce = 4;

/**
 * An MGET for each 500 keys, four at a time; in a Cluster one for each slot of them.
 *
 * @param read What a reply is; `undefined` for none.
 */
export async function readEntries<T>(
  store: Store,
  call: Call,
  keys: Iterable<string>,
  read: (reply: Reply) => T | undefined,
): Promise<Map<string, T>> {
  const wanted = [...new Set(listKeys(keys, call))];
  if (isOneCommand(store, wanted)) return await readAtOnce(store, call, wanted, read);
  for (const key of wanted) checkKey(key, call.provider);
  const found = new Map<string, T>();
  const { dispatcher, keySpace } = store;
  await inTurns(chunks(wanted, keysPerCommand), commandsAtOnce, async (part) => {
    const names = part.map((key) => keySpace.valueKey(key));
    const take = takeInto(found, part, read);
    if (dispatcher.servers.isSharded) await readEach(dispatcher, call, names, take);
    else await dispatcher.read(call, ['MGET', ...names], checkList, { onItem: take });
  });
  // Answers of several commands come in any order.
  return new Map(wanted.flatMap((key) => (found.has(key) ? [[key, found.get(key) as T]] : [])));
}

/** Adds what is read of each reply. */
function takeInto<T>(
  found: Map<string, T>,
  keys: readonly string[],
  read: (reply: Reply) => T | undefined,
): (reply: Reply, index: number) => void {
  return (reply, index) => {
    const entry = read(reply);
    if (entry !== undefined) found.set(keys[index] as string, entry);
  };
}

/** @throws Error if it is no list. */
function checkList(reply: Reply): void {
  if (!Array.isArray(reply)) throw new TypeError('the reply is no list');
}

/** Whether one MGET reads these keys. */
export function isOneCommand(store: Store, keys: readonly unknown[]): boolean {
  return keys.length > 0 && keys.length <= keysPerCommand && !store.dispatcher.servers.isSharded;
}

/**
 * Reads keys of which `isOneCommand` is true, by one MGET.
 *
 * @param observer Observes the call, if it is this command alone.
 * @throws As `Dispatcher.read`; CacheKeyError.
 */
export function readAtOnce<T>(
  store: Store,
  call: Call,
  keys: readonly string[],
  read: (reply: Reply) => T | undefined,
  observer?: WaiterObserver,
): Promise<Map<string, T>> {
  const { dispatcher, keySpace } = store;
  const command = ['MGET'];
  for (const key of keys) {
    checkKey(key, call.provider);
    command.push(keySpace.valueKey(key));
  }
  const found = new Map<string, T>();
  const end = (reply: Reply): Map<string, T> => {
    checkList(reply);
    return found;
  };
  return dispatcher.read(call, command, end, { observer, onItem: takeInto(found, keys, read) });
}
