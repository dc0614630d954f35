import { checkKey } from '@modular-agent/cache-contract';
import { listKeys } from '@modular-agent/cache-contract/provider';
import type { Call } from '../calls/call.ts';
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
  for (const key of wanted) checkKey(key, call.provider);
  const found = new Map<string, T>();
  const { dispatcher, keySpace } = store;
  const readPart = (part: readonly string[]): Promise<void> => {
    const names = part.map((key) => keySpace.valueKey(key));
    const take = (reply: Reply, index: number): void => {
      const entry = read(reply);
      if (entry !== undefined) found.set(part[index] as string, entry);
    };
    if (dispatcher.servers.isSharded) return dispatcher.readEach(call, names, take);
    return dispatcher.readItems(call, ['MGET', ...names], take);
  };
  if (wanted.length <= keysPerCommand && !dispatcher.servers.isSharded) {
    if (wanted.length > 0) await readPart(wanted);
    return found;
  }
  await inTurns(chunks(wanted, keysPerCommand), commandsAtOnce, readPart);
  // Answers of several commands come in any order.
  return new Map(wanted.flatMap((key) => (found.has(key) ? [[key, found.get(key) as T]] : [])));
}
