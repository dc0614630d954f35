import { CacheAbortError, type EntryStore } from '@modular-agent/cache-contract';
import type { BrokenCoordination } from './broken-coordination.ts';
import { does } from './entry-fault.ts';

type Method = (...given: unknown[]) => Promise<unknown>;

/** Where each step takes its options. */
const places = { get: 1, getMany: 1, acquire: 2, renew: 2, release: 1, store: 2, set: 2, delete: 1 } as const;

/** Every step, seen through something. */
function through(entries: EntryStore, change: (method: Method, place: number) => Method): Partial<EntryStore> {
  const changed = Object.entries(places).map(([name, place]) => {
    const method = (Reflect.get(entries, name) as Method).bind(entries);
    return [name, change(method, place)];
  });
  return Object.fromEntries(changed) as Partial<EntryStore>;
}

function optionsOf(given: readonly unknown[], place: number): Readonly<Record<string, unknown>> {
  return (given[place] ?? {}) as Readonly<Record<string, unknown>>;
}

/** Ignores an option. */
function blindTo(option: string): (entries: EntryStore) => Partial<EntryStore> {
  return (entries) =>
    through(entries, (method, place) => async (...given) => {
      const options = { ...optionsOf(given, place), [option]: undefined };
      return method(...given.slice(0, place), options);
    });
}

/** Entries that take no heed of what a step says. */
export const brokenEntryCalls: readonly BrokenCoordination[] = [
  does('finds nothing under the empty key', 'arguments › a step refuses what is no key', (entries) => ({
    get: async (key, options) => (key === '' ? undefined : entries.get(key, options)),
  })),
  does('releases what is no lease of an entry', 'arguments › a step refuses what is no lease', (entries) => ({
    release: async (lease, options) => entries.release(Object.assign({ key: 'a', token: '1' }, lease), options),
  })),
  does(
    'leases entries without end',
    'arguments › a step refuses a ttl that can not be meant, a lease also one without an end',
    (entries) => ({
      acquire: async (key, ttl, options) => entries.acquire(key, ttl === Infinity ? '1h' : ttl, options),
    }),
  ),
  does(
    'takes an array for metadata',
    'arguments › a write refuses metadata that is no JSON object of at most 4 KiB',
    (entries) => ({
      set: async (key, value, options) => entries.set(key, value, { ...options, metadata: { ...options.metadata } }),
    }),
  ),
  does(
    'checks an announcement after the write',
    'arguments › a write refuses an announcement that is no text, and nothing changes',
    (entries) => ({
      set: async (key, value, options) => {
        await entries.set(key, value, { ...options, announce: undefined });
        await entries.set(key, value, options);
      },
    }),
  ),
  does(
    'takes anything for options of a step',
    'arguments › a step refuses options that are no object, and keys that are no list',
    (entries) => ({ get: async (key, options) => entries.get(key, { ...options }) }),
  ),
  does(
    'takes no heed of a signal in a step',
    'endings › a step with an aborted signal rejects with its reason and does nothing',
    blindTo('signal'),
  ),
  does(
    'leaves a listener of a step on the signal',
    'endings › a signal that is never aborted changes nothing, and is let go of',
    (entries) =>
      through(entries, (method, place) => async (...given) => {
        (optionsOf(given, place)['signal'] as AbortSignal | undefined)?.addEventListener('abort', () => {});
        return method(...given);
      }),
  ),
  does(
    'takes no heed of a timeout in a step',
    'endings › a step refuses a timeout that can not be meant, and does nothing',
    blindTo('timeout'),
  ),
  does(
    'takes the timeout of a step for a number',
    'endings › a step that ends in time takes no heed of its timeout',
    (entries) =>
      through(entries, (method, place) => async (...given) => {
        if (typeof optionsOf(given, place)['timeout'] === 'string') throw new TypeError('timeout is no number');
        return method(...given);
      }),
  ),
  does(
    'keeps a lease that nobody was told of',
    'endings › a lease whose request was aborted is free again soon',
    (entries) => ({
      acquire: async (key, ttl, options) => {
        const acquired = await entries.acquire(key, ttl, { ...options, signal: undefined });
        if (options?.signal?.aborted === true) throw new CacheAbortError('too late', { provider: 'reference', key });
        return acquired;
      },
    }),
  ),
  {
    fault: 'goes on with entries after its provider was closed',
    override: () => ({ provider: { close: async () => {} } }),
    caughtBy: ['entries › endings › a step rejects after close'],
  },
];
