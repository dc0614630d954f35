import type { CallOptions, EntryLease, EntryStore } from '@modular-agent/cache-contract';
import { kept } from './entry-suite.ts';

/** One of the steps on an entry, called in its simplest way. */
export interface EntryCall {
  readonly name: string;
  /** The key that its errors name; `undefined` if it is about several. */
  readonly key: string | undefined;
  /** @param held A lease of the key `held`. */
  readonly start: (store: EntryStore, held: EntryLease, options?: CallOptions) => Promise<unknown>;
}

/** Every step. On the keys `kept`, where there is an entry, `free`, and `held`, of which there is a lease. */
export const entryCalls: readonly EntryCall[] = [
  call('get', 'kept', (store, _, options) => store.get('kept', options)),
  call('getMany', undefined, (store, _, options) => store.getMany(['kept'], options)),
  call('acquire', 'free', (store, _, options) => store.acquire('free', '1h', options)),
  call('acquire (take)', 'held', (store, _, options) => store.acquire('held', '1h', { ...options, take: true })),
  call('renew', undefined, (store, held, options) => store.renew([held], 1, options)),
  call('set', 'kept', (store, _, options) => store.set('kept', 'new', { ...kept, ...options })),
  call('delete', undefined, (store, _, options) => store.delete(['kept', 'held'], options)),
  call('store', 'held', (store, held, options) => store.store(held, 'new', { ...kept, ...options })),
  call('release', 'held', (store, held, options) => store.release(held, options)),
];

function call(name: string, key: string | undefined, start: EntryCall['start']): EntryCall {
  return { name, key, start };
}
