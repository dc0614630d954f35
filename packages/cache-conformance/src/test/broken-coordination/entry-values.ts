import type { Announcement, Backplane, EntryStore } from '@modular-agent/cache-contract';
import type { BrokenCoordination } from './broken-coordination.ts';
import { does } from './entry-fault.ts';

/** Tells others, and lets them look. */
async function announceNow(backplane: Backplane, announce: Announcement | undefined): Promise<void> {
  if (announce !== undefined) await backplane.publish(announce.channel, announce.message);
  await new Promise((resolve) => setImmediate(resolve));
}

/** Tells nobody yet. */
const silent = { announce: undefined } as const;

/** Coordination that is wrong about what is there. */
export const brokenEntryValues: readonly BrokenCoordination[] = [
  does(
    'gives an empty entry for a miss',
    'reads › an entry that is not there is undefined, and absent among many',
    (entries) => ({
      get: async (...given) =>
        (await entries.get(...given)) ?? { value: undefined, metadata: undefined, stamp: undefined },
    }),
  ),
  does(
    'sets without metadata',
    'reads › a value and its metadata come out as they went in, in every process',
    (entries) => ({
      set: async (key, value, options) => entries.set(key, value, { ...options, metadata: {} }),
    }),
  ),
  does('remembers what it read', 'reads › a read sees every write that was done before it began', (entries) => {
    const read = new Map<string, ReturnType<EntryStore['get']>>();
    return {
      get: async (key, options) => {
        const remembered = read.get(key) ?? entries.get(key, options);
        read.set(key, remembered);
        return remembered;
      },
    };
  }),
  does('reads at most 500', 'reads › 1,000 entries are read in one call, from any iterable', (entries) => ({
    getMany: async (keys, options) => entries.getMany([...keys].slice(0, 500), options),
  })),
  does('keeps entries apart from those of the provider', 'reads › entries are those of the provider', (entries) => ({
    get: async (key, options) => entries.get(`entry ${key}`, options),
    set: async (key, ...given) => entries.set(`entry ${key}`, ...given),
  })),
  does('encodes later', 'reads › a value that the store encoded is stored as it was then', (entries) => {
    class Later {
      readonly bytes = 1;
      readonly read: () => unknown;
      constructor(value: unknown) {
        this.read = () => value;
      }
    }
    const plain = (value: unknown): unknown => (value instanceof Later ? value.read() : value);
    return {
      encode: (value) => new Later(value),
      set: async (key, value, options) => entries.set(key, plain(value), options),
      store: async (lease, value, options) => entries.store(lease, plain(value), options),
    };
  }),
  does('hands out what it was given', 'reads › no change to what was stored or got reaches anyone else', (entries) => {
    const values = new Map<string, unknown>();
    return {
      set: async (key, value, options) => {
        values.set(key, value);
        await entries.set(key, value, options);
      },
      get: async (key, options) => {
        const entry = await entries.get(key, options);
        return entry && { ...entry, value: values.get(key) };
      },
    };
  }),
  does(
    'stores without metadata',
    'writes › a loaded value is stored while the lease is held, with its metadata',
    (entries) => ({
      store: async (lease, value, options) => entries.store(lease, value, { ...options, metadata: {} }),
    }),
  ),
  does(
    'stores under a lost lease',
    'writes › a loaded value never replaces what was set or deleted while it was loaded',
    (entries) => ({
      store: async (lease, value, options) => {
        const isStored = await entries.store(lease, value, options);
        if (!isStored) await entries.set(lease.key, value, options);
        return isStored;
      },
    }),
  ),
  does(
    'keeps the first',
    'writes › the last of several writes wins, and concurrent ones end as one of them',
    (entries) => ({
      set: async (key, ...given) => {
        if ((await entries.get(key)) === undefined) await entries.set(key, ...given);
      },
    }),
  ),
  does('deletes more than was said', 'writes › several entries are deleted at once, and no others', (entries) => ({
    delete: async (keys, options) => entries.delete([...keys, 'other'], options),
  })),
  does('shows what a deletion leaves behind', 'writes › what was deleted can be set and loaded again', (entries) => ({
    delete: async (keys) => {
      for (const key of keys) await entries.set(key, null, { ttl: '1m', metadata: { x: 1 } });
    },
  })),
  does(
    'removes the older entry first',
    'writes › a value that can not be kept is refused, and the older entry stays',
    (entries) => ({
      set: async (key, ...given) => {
        await entries.delete([key]);
        await entries.set(key, ...given);
      },
    }),
  ),
  does('stores keys in small letters', 'writes › keys that could be taken for another are told apart', (entries) => ({
    store: async (lease, value, options) => {
      const isHeld = await entries.release(lease);
      if (isHeld) await entries.set(lease.key.toLowerCase(), value, options);
      return isHeld;
    },
  })),
  does(
    'tells of a set before it is done',
    'announcements › whoever is told of a set finds it done',
    (entries, _, backplane) => ({
      set: async (key, value, options) => {
        await announceNow(backplane, options.announce);
        await entries.set(key, value, { ...options, ...silent });
      },
    }),
  ),
  does(
    'tells of a store before it is done',
    'announcements › whoever is told of a store finds it done',
    (entries, _, backplane) => ({
      store: async (lease, value, options) => {
        await announceNow(backplane, options.announce);
        return entries.store(lease, value, { ...options, ...silent });
      },
    }),
  ),
  does(
    'tells of a delete before it is done',
    'announcements › whoever is told of a delete finds it done',
    (entries, _, backplane) => ({
      delete: async (keys, options) => {
        await announceNow(backplane, options?.announce);
        await entries.delete(keys, { ...options, ...silent });
      },
    }),
  ),
  does(
    'trims the messages of writes',
    'announcements › messages of writes arrive as they were, in order',
    (entries) => ({
      set: async (key, value, { announce, ...options }) =>
        entries.set(key, value, {
          ...options,
          announce: announce && { ...announce, message: announce.message.trim() },
        }),
    }),
  ),
  does(
    'tells of a free lease twice',
    'announcements › a lease that is given back is announced',
    (entries, _, backplane) => ({
      release: async (lease, options) => {
        const wasHeld = await entries.release(lease, options);
        await announceNow(backplane, options?.announce);
        return wasHeld;
      },
    }),
  ),
  does(
    'tells of a store that was refused',
    'announcements › nothing is told of a lease that was lost, nor without an announcement',
    (entries, _, backplane) => ({
      store: async (lease, value, options) => {
        const isStored = await entries.store(lease, value, options);
        if (!isStored) await announceNow(backplane, options.announce);
        return isStored;
      },
    }),
  ),
  does('stores for ever', 'times › an entry ends with its ttl, set or loaded', (entries) => ({
    store: async (lease, value, options) => entries.store(lease, value, { ...options, ttl: Infinity }),
  })),
  does('stores for a millisecond more', 'times › an entry ends exactly when its ttl is over', (entries) => ({
    set: async (key, value, options) =>
      entries.set(key, value, { ...options, ttl: typeof options.ttl === 'number' ? options.ttl + 1 : options.ttl }),
  })),
  does('stands still', 'times › all processes agree about the time, and it goes on', () => ({ now: () => 0 })),
];
