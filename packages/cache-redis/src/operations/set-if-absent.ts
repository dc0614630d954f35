import type { EntryOptions } from '@modular-agent/cache-contract';
import type { Call } from '../calls/call.ts';
import { newRecord } from './new-record.ts';
import type { Store } from './store.ts';

/** One SET with NX. @returns Was there nothing, so that it was stored? */
export async function setIfAbsent(
  store: Store,
  call: Call,
  key: string,
  value: unknown,
  options: EntryOptions | undefined,
): Promise<boolean> {
  const { name, entry, ttl } = newRecord(store, call, key, value, options);
  const lifetime = ttl === Infinity ? [] : ['PX', String(ttl)];
  const isStored = await store.dispatcher.write(
    call,
    ['SET', name, entry, 'NX', ...lifetime],
    (reply) => reply !== null,
  );
  if (isStored) store.stats.sets++;
  return isStored;
}
