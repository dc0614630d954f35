import type { CacheEntry } from '@modular-agent/cache-contract';
import type { Reply } from '../wire/reply.ts';
import { decodeEntry } from '../codec/decode-entry.ts';
import type { Store } from './store.ts';

/** What Redis gave for a key, as an entry; counts the hit or miss. */
export function readReply(store: Store, reply: Reply): CacheEntry | undefined {
  const { stats } = store;
  const entry = Buffer.isBuffer(reply) ? decodeEntry(reply, store.format) : undefined;
  if (entry !== undefined) {
    stats.hits++;
    return entry;
  }
  stats.misses++;
  if (reply !== null && reply !== undefined) stats.unreadable++;
  return undefined;
}
