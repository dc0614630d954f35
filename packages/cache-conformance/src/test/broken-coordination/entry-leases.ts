import { parseDuration, type EntryLease, type EntryStore } from '@modular-agent/cache-contract';
import type { CoordinationWorld } from '../reference-coordination.ts';
import { heldEntryToken } from '../reference-entry-store.ts';
import type { BrokenCoordination } from './broken-coordination.ts';
import { does } from './entry-fault.ts';

/** The lease of the key `a` outlives something. */
async function keepLease<T>({ entryLeases }: CoordinationWorld, work: () => Promise<T>): Promise<T> {
  const before = entryLeases.get('a');
  const result = await work();
  if (before !== undefined) entryLeases.set('a', before);
  return result;
}

function keepsLease(
  name: string,
  replace: (entries: EntryStore, keep: <T>(work: () => Promise<T>) => Promise<T>) => Partial<EntryStore>,
): BrokenCoordination {
  return does(`leaves the lease after ${name}`, `leases › ${name} ends the lease of an entry`, (entries, world) =>
    replace(entries, (work) => keepLease(world, work)),
  );
}

/** As whoever holds the lease. */
function asHolder(world: CoordinationWorld, { key, token }: EntryLease): EntryLease {
  return { key, token: heldEntryToken(world, key) ?? token };
}

/** Coordination that is wrong about who may load an entry, and for how long. */
export const brokenEntryLeases: readonly BrokenCoordination[] = [
  does(
    'grants the lease to everyone',
    'leases › the lease of an entry is held by one at a time, for each key',
    (entries) => ({
      acquire: async (key, ttl, options) => entries.acquire(key, ttl, { ...options, take: true }),
    }),
  ),
  does(
    'looks first and grants later',
    'leases › of many who ask at once one gets the lease of an entry',
    (entries, world) => ({
      acquire: async (key, ttl, options) => {
        const isFree = heldEntryToken(world, key) === undefined;
        await Promise.resolve();
        return entries.acquire(key, ttl, { ...options, take: isFree });
      },
    }),
  ),
  does(
    'gives no entry to whom it refuses',
    'leases › whoever asks for a lease gets the entry too, granted or refused',
    (entries) => ({
      acquire: async (...given) => {
        const { lease, entry } = await entries.acquire(...given);
        return { lease, entry: lease && entry };
      },
    }),
  ),
  does(
    'ends the lease before it stores',
    'leases › a new holder sees what was stored before the lease was granted',
    (entries) => ({
      store: async (lease, value, options) => {
        const wasHeld = await entries.release(lease);
        await new Promise((resolve) => setImmediate(resolve));
        if (wasHeld) await entries.set(lease.key, value, options);
        return wasHeld;
      },
    }),
  ),
  does(
    'gives the same token again',
    'leases › the token of a lease is a text that is never used twice',
    (entries, world) => ({
      acquire: async (key, ...given) => {
        const { lease, entry } = await entries.acquire(key, ...given);
        const held = world.entryLeases.get(key);
        if (lease !== undefined && held !== undefined) held.token = 'same';
        return { lease: lease && { key, token: 'same' }, entry };
      },
    }),
  ),
  does(
    'says that any lease was held',
    'leases › a lease is given back once, and can be had again at once',
    (entries) => ({
      release: async (...given) => {
        await entries.release(...given);
        return true;
      },
    }),
  ),
  does(
    'takes no heed of tokens',
    [
      'leases › an earlier, a forged or a foreign lease does nothing to the one that is held',
      'histories › after any steps of two processes, entries and leases are as these left them',
    ],
    (entries, world) => ({ store: async (lease, ...given) => entries.store(asHolder(world, lease), ...given) }),
  ),
  does(
    'knows only the leases that it gave itself',
    'leases › the lease of an entry is plain data: whoever was given it is its holder',
    (entries) => {
      const own = new Set<EntryLease>();
      return {
        acquire: async (...given) => {
          const acquired = await entries.acquire(...given);
          if (acquired.lease !== undefined) own.add(acquired.lease);
          return acquired;
        },
        store: async (lease, ...given) => own.has(lease) && (await entries.store(lease, ...given)),
      };
    },
  ),
  does(
    'renews the first of several',
    'leases › several leases are renewed at once, and the lost ones are told',
    (entries) => ({
      renew: async (leases, ...given) => entries.renew(leases.slice(0, 1), ...given),
    }),
  ),
  keepsLease('set', (entries, keep) => ({ set: async (...given) => keep(() => entries.set(...given)) })),
  keepsLease('delete', (entries, keep) => ({
    delete: async (keys, options) =>
      keys.length === 1 ? keep(() => entries.delete(keys, options)) : entries.delete(keys, options),
  })),
  keepsLease('deletion of several', (entries, keep) => ({
    delete: async (keys, options) =>
      keys.length > 1 ? keep(() => entries.delete(keys, options)) : entries.delete(keys, options),
  })),
  keepsLease('another store', (entries, keep) => ({ store: async (...given) => keep(() => entries.store(...given)) })),
  keepsLease('release', (entries, keep) => ({ release: async (...given) => keep(() => entries.release(...given)) })),
  keepsLease('another holder', (entries, keep) => ({
    acquire: async (key, ttl, options) =>
      options?.take === true ? keep(() => entries.acquire(key, ttl, options)) : entries.acquire(key, ttl, options),
  })),
  does('takes only what is held', 'leases › a lease that nobody holds can be taken too', (entries, world) => ({
    acquire: async (key, ttl, options) => {
      const isFree = heldEntryToken(world, key) === undefined;
      if (isFree && options?.take === true) return { lease: undefined, entry: undefined };
      return entries.acquire(key, ttl, options);
    },
  })),
  does('leases for a day', 'times › a lease that nobody gave back ends with its ttl', (entries) => ({
    acquire: async (key, _, options) => entries.acquire(key, '24h', options),
  })),
  does('renews for a day', 'times › a lease that was renewed is held for that long from then', (entries) => ({
    renew: async (leases, _, options) => entries.renew(leases, '24h', options),
  })),
  does('leases for a millisecond more', 'times › a lease is held until exactly its ttl is over', (entries) => ({
    renew: async (leases, ttl, options) => entries.renew(leases, parseDuration(ttl, 'ttl') + 1, options),
  })),
];
