import type { CacheEntry } from '@modular-agent/cache-contract';
import type { Call } from '../calls/call.ts';
import type { Command } from '../calls/command.ts';
import { decodeEntry } from '../codec/decode-entry.ts';
import type { Store } from '../operations/store.ts';
import type { Condition } from './commit.ts';

/** What lies under a key now: as bytes, which a condition can be made of, and as the entry that they are. */
export interface Present {
  readonly condition: Condition;
  /** `undefined` where there is nothing, or nothing that can be read. */
  readonly entry: CacheEntry | undefined;
}

/** One GET, from the master. */
export async function readPresent(store: Store, call: Call, name: string): Promise<Present> {
  const { servers } = store.dispatcher;
  const master = { read: (command: Command): void => servers.read(command, 'master') };
  return await store.dispatcher.read(
    call,
    ['GET', name],
    (reply) => {
      // What comes in lies in memory that is used again.
      const bytes = Buffer.isBuffer(reply) ? Buffer.from(reply) : undefined;
      return { condition: { name, bytes }, entry: bytes && decodeEntry(bytes, store.format) };
    },
    { from: master },
  );
}
