import { CacheOptionError } from '@modular-agent/cache-contract';
import type { Call } from '../calls/call.ts';
import type { Store } from '../operations/store.ts';
import { keySlot } from '../topology/key-slot.ts';

/** @throws CacheOptionError if a Cluster keeps these in different slots: what is to happen in one step is refused there. */
export function checkOneSlot(store: Store, call: Call, names: readonly string[]): void {
  if (!store.dispatcher.servers.isSharded) return;
  const slots = new Set(names.map(keySlot));
  if (slots.size <= 1) return;
  throw new CacheOptionError(
    `these keys lie in ${slots.size} slots of the Cluster, which can change no two in one step; let the option slot give them the same text`,
    { provider: call.provider, option: 'slot' },
  );
}
