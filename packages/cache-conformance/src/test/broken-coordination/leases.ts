import type { LeaseStore } from '@modular-agent/cache-contract';
import { heldToken, type CoordinationWorld } from '../reference-coordination.ts';
import type { BrokenCoordination } from './broken-coordination.ts';

/** Does something wrong with leases. */
function does(
  fault: string,
  caughtBy: string | readonly string[],
  replace: (leases: LeaseStore, world: CoordinationWorld) => Partial<LeaseStore>,
): BrokenCoordination {
  return { fault, override: ({ leases }, world) => ({ leases: replace(leases, world) }), caughtBy: [caughtBy].flat() };
}

const ranOut = 'time of a lease › a lease that ran out is neither renewed nor released, held by another or not';

/** Coordination that is wrong about who holds a lease. */
export const brokenLeases: readonly BrokenCoordination[] = [
  does('grants a lease to everybody', 'leases › a lease is held by one at a time, for each key', (leases, world) => ({
    acquire: async (key, ...rest) => {
      world.leases.delete(key);
      return leases.acquire(key, ...rest);
    },
  })),
  does(
    'has one lease for all keys',
    ['leases › a lease is held by one at a time, for each key', 'names › any key can be leased, and no two meet'],
    (leases) => ({
      acquire: async (key, ...rest) => {
        const lease = await leases.acquire('one', ...rest);
        return lease && { ...lease, key };
      },
    }),
  ),
  does(
    'grants a lease again to who has it',
    'leases › a lease is held by one at a time, for each key',
    (leases, world) => {
      const mine = new Set<number>();
      return {
        acquire: async (key, ...rest) => {
          const token = heldToken(world, key);
          if (token !== undefined && mine.has(token)) return { key, token };
          const lease = await leases.acquire(key, ...rest);
          if (lease !== undefined) mine.add(lease.token);
          return lease;
        },
      };
    },
  ),
  does('looks first and takes later', 'leases › of many who ask at once one gets it', (leases, world) => ({
    acquire: async (key, ...rest) => {
      if (heldToken(world, key) !== undefined) return undefined;
      await Promise.resolve();
      world.leases.delete(key);
      return leases.acquire(key, ...rest);
    },
  })),
  does(
    'lets nobody take a lease',
    'leases › a lease is taken from whoever holds it, who has it no longer',
    (leases) => ({
      take: async (key, ...rest) => (await leases.acquire(key, ...rest)) ?? { key, token: 0 },
    }),
  ),
  does(
    'holds what was taken for its token alone',
    'leases › a lease is taken for its token alone, and then free',
    (leases) => ({ take: (key, ttl, ...rest) => leases.take(key, ttl === 0 ? 1 : ttl, ...rest) }),
  ),
  does(
    'takes a lease for ever',
    'leases › a lease that nobody holds can be taken, and ends with its ttl',
    (leases) => ({ take: (key, _, ...rest) => leases.take(key, '1h', ...rest) }),
  ),
  does('keeps a released lease until its end', 'leases › a lease that was released can be had again at once', () => ({
    release: async () => true,
  })),
  does('lets go of what is renewed', 'leases › a lease that was renewed is still held', (leases) => ({
    renew: async (lease, ...rest) => {
      const isHeld = await leases.renew(lease, ...rest);
      await leases.release(lease);
      return isHeld;
    },
  })),
  does(
    'renews what was released',
    'leases › a lease that was released is neither renewed nor released again',
    (_, world) => ({
      renew: async ({ key, token }) => {
        world.leases.set(key, { token, expiresAt: Infinity });
        return true;
      },
    }),
  ),
  does(
    'asks for no token',
    ['leases › an earlier or a forged lease does nothing to the one that is held', ranOut],
    (leases, world) => ({
      renew: async ({ key }, ...rest) => leases.renew({ key, token: heldToken(world, key) ?? 0 }, ...rest),
      release: async ({ key }, ...rest) => leases.release({ key, token: heldToken(world, key) ?? 0 }, ...rest),
    }),
  ),
  does(
    'knows leases by their token alone',
    'leases › a lease of another key does nothing, and one that was never given is not held',
    (leases, world) => ({
      release: async (lease, ...rest) => {
        const found = [...world.leases].find(([, { token }]) => token === lease.token);
        return leases.release({ ...lease, key: found?.[0] ?? lease.key }, ...rest);
      },
    }),
  ),
  does(
    'knows leases by their identity',
    'leases › a lease is plain data: whoever was given it can renew and release it',
    (leases) => {
      const given = new WeakSet<object>();
      return {
        acquire: async (...acquire) => {
          const lease = await leases.acquire(...acquire);
          if (lease !== undefined) given.add(lease);
          return lease;
        },
        renew: async (lease, ...rest) => given.has(lease) && leases.renew(lease, ...rest),
      };
    },
  ),
  {
    fault: 'keeps a lease where an entry of the name is',
    override: ({ leases }, world) => ({
      leases,
      provider: {
        delete: async (key) => world.leases.delete(key),
      },
    }),
    caughtBy: ['names › a lease, an entry and a cache of one name have nothing to do with each other'],
  },
];

/** Coordination that is wrong about when a lease ends. */
export const brokenLeaseTimes: readonly BrokenCoordination[] = [
  does(
    'holds a lease for twice as long',
    ['time of a lease › a lease is held until exactly its ttl is over'],
    (leases, world) => ({
      acquire: async (key, ...rest) => {
        const lease = await leases.acquire(key, ...rest);
        const held = world.leases.get(key);
        if (lease !== undefined && held !== undefined) held.expiresAt += held.expiresAt - world.now;
        return lease;
      },
    }),
  ),
  does(
    'ends no lease by itself',
    [
      'time of a lease › a lease that nobody released can be had again when its ttl is over',
      'time of a lease › a fraction of a millisecond rounds up',
    ],
    (leases, world) => ({
      acquire: async (key, ...rest) => {
        const lease = await leases.acquire(key, ...rest);
        const held = world.leases.get(key);
        if (held !== undefined) held.expiresAt = Infinity;
        return lease;
      },
    }),
  ),
  does(
    'adds to the time that is left',
    [
      'time of a lease › a lease that is renewed is held for that long from then, be it longer or shorter',
      'time of a lease › a lease that was renewed for a short time can be had again after it',
    ],
    (leases, world) => ({
      renew: async (lease, ...rest) => {
        const left = (world.leases.get(lease.key)?.expiresAt ?? world.now) - world.now;
        const isHeld = await leases.renew(lease, ...rest);
        const held = world.leases.get(lease.key);
        if (isHeld && held !== undefined) held.expiresAt += left;
        return isHeld;
      },
    }),
  ),
  does('renews what ran out', ranOut, (leases, world) => ({
    renew: async (lease, ...rest) => {
      const { key, token } = lease;
      if (world.leases.get(key)?.token === token) world.leases.set(key, { token, expiresAt: Infinity });
      return leases.renew(lease, ...rest);
    },
  })),
  does(
    'holds a lease longer when others ask',
    'time of a lease › who is refused does not change how long it is held',
    (leases, world) => ({
      acquire: async (key, ttl, options) => {
        const held = world.leases.get(key);
        if (heldToken(world, key) !== undefined && held !== undefined) held.expiresAt += 1_000;
        return leases.acquire(key, ttl, options);
      },
    }),
  ),
];

/** Coordination whose tokens do not rise. */
export const brokenTokens: readonly BrokenCoordination[] = [
  does(
    'begins to count again with every lease',
    [
      'tokens › every lease of a key has a higher token than all before',
      'tokens › what a later holder wrote is never replaced by an earlier one',
    ],
    (leases, world) => ({
      acquire: async (...acquire) => {
        world.lastToken = Math.max(0, 5 - world.leases.size - (world.lastToken % 5));
        return leases.acquire(...acquire);
      },
    }),
  ),
  does('gives a new token when a lease is renewed', 'tokens › a renewed lease keeps its token', (leases, world) => ({
    renew: async (lease, ...rest) => {
      const isHeld = await leases.renew(lease, ...rest);
      const held = world.leases.get(lease.key);
      if (held !== undefined) held.token = ++world.lastToken;
      return isHeld;
    },
  })),
];
