import { randomUUID } from 'node:crypto';
import type { VersionSnapshot, VersionStore } from '@modular-agent/cache-contract';
import { historyOf, type CoordinationWorld } from '../reference-coordination.ts';
import type { BrokenCoordination } from './broken-coordination.ts';

/** Does something wrong with versions. */
function does(
  fault: string,
  caughtBy: string | readonly string[],
  replace: (versions: VersionStore, world: CoordinationWorld) => Partial<VersionStore>,
): BrokenCoordination {
  return {
    fault,
    override: ({ versions }, world) => ({ versions: replace(versions, world) }),
    caughtBy: [caughtBy].flat(),
  };
}

/** Sees names as something else. */
function renames(
  fault: string,
  caughtBy: string,
  rename: (name: string) => string,
  what: 'tag' | 'cache',
): BrokenCoordination {
  const cacheName = (cache: string): string => (what === 'cache' && typeof cache === 'string' ? rename(cache) : cache);
  const tagName = (tag: string): string => (what === 'tag' ? rename(tag) : tag);
  return does(fault, caughtBy, (versions) => ({
    read: async (cache, tags, options) => {
      const wanted = [...tags];
      const snapshot = await versions.read(cacheName(cache), wanted.map(tagName), options);
      const found = wanted.flatMap((tag) => {
        const sequence = snapshot.invalidatedAt.get(tagName(tag));
        return sequence === undefined ? [] : [[tag, sequence] as const];
      });
      return { ...snapshot, invalidatedAt: new Map(found) };
    },
    invalidate: async (cache, tags, options) => versions.invalidate(cacheName(cache), [...tags].map(tagName), options),
  }));
}

/** Coordination that is wrong about when something was invalidated. */
export const brokenVersions: readonly BrokenCoordination[] = [
  does(
    'notes nothing of an invalidation',
    'versions › an entry is invalid whose tag was invalidated after its mark was taken, and no other',
    (versions) => ({ invalidate: async (cache, _, options) => versions.invalidate(cache, [], options) }),
  ),
  does(
    'notes only tags that were asked for before',
    'versions › an entry is invalid also by a tag that was not asked for when its mark was taken',
    (versions, world) => ({
      read: async (cache, tags, options) => {
        const wanted = [...tags];
        for (const tag of wanted) asked.set(world, (asked.get(world) ?? new Set<string>()).add(tag));
        return versions.read(cache, wanted, options);
      },
      invalidate: async (cache, tags, options) => {
        const known = [...tags].filter((tag) => asked.get(world)?.has(tag));
        return versions.invalidate(cache, known, options);
      },
    }),
  ),
  does(
    'gives the mark from before an invalidation',
    'versions › an invalidation gives the mark that reads then see, with the number of its tags',
    (versions) => ({
      invalidate: async (cache, tags, options) => {
        const mark = await versions.invalidate(cache, tags, options);
        return { ...mark, sequence: mark.sequence - 1 };
      },
    }),
  ),
  does(
    'does not move on without tags',
    'versions › every invalidation moves the sequence on, also one of no tag',
    (versions) => ({
      invalidate: async (cache, tags, options) =>
        [...tags].length === 0 ? versions.read(cache, [], options) : versions.invalidate(cache, tags, options),
    }),
  ),
  does(
    'begins an epoch with every reader',
    'versions › reads change nothing, and the first ones agree on one epoch',
    (versions) => {
      const epoch = randomUUID();
      return { read: async (...read) => ({ ...(await versions.read(...read)), epoch }) };
    },
  ),
  does(
    'reads the sequence first and writes it later',
    'versions › concurrent invalidations each have a number of their own',
    (versions, world) => ({
      invalidate: async (cache, tags, options) => {
        const { epoch, sequence } = await versions.read(cache, [], options);
        const history = historyOf(world, cache);
        history.sequence = sequence + 1;
        for (const tag of tags) history.invalidations.set(tag, { sequence: sequence + 1, at: world.now });
        return { epoch, sequence: sequence + 1 };
      },
    }),
  ),
  does(
    'notes one tag after the other',
    'versions › a read sees all of an invalidation or nothing of it',
    (versions) => ({
      invalidate: async (cache, tags, options) => {
        let mark = await versions.read(cache, [], options);
        for (const tag of tags) {
          mark = { ...mark, ...(await versions.invalidate(cache, [tag], options)) };
          await Promise.resolve();
        }
        return mark;
      },
    }),
  ),
  does('hands out a snapshot that lives', 'versions › a snapshot stays as it was taken', (versions, world) => ({
    read: async (cache, tags, options): Promise<VersionSnapshot> => {
      const wanted = [...tags];
      const { epoch, sequence, floor } = await versions.read(cache, wanted, options);
      const { invalidations } = historyOf(world, cache);
      const live = new Map<string, number>();
      live[Symbol.iterator] = () => new Map([...invalidations].map(([tag, each]) => [tag, each.sequence])).entries();
      return { epoch, sequence, floor, invalidatedAt: live };
    },
  })),
  renames('keeps all caches in one history', 'versions › caches know nothing of each other', () => 'one', 'cache'),
  does('takes 8,000 tags at once', 'versions › 20,000 tags are invalidated and read in one call', (versions) => ({
    invalidate: async (cache, tags, options) => versions.invalidate(cache, [...tags].slice(0, 8_000), options),
  })),
  {
    fault: 'clears versions with the entries',
    override: (_, world) => ({ provider: { clear: async () => world.histories.clear() } }),
    caughtBy: ['versions › clear leaves versions and leases as they are'],
  },
  renames(
    'writes tags as UTF-8',
    'names › all tags that could be taken for another are told apart at once',
    (tag) => tag.toWellFormed(),
    'tag',
  ),
  renames(
    'tells tags apart by their length',
    'names › any string is a tag, and no two meet',
    (tag) => String(tag.length),
    'tag',
  ),
  renames(
    'cuts the names of caches',
    'names › any text of at most 1,024 bytes names a cache, and no two meet',
    (cache) => (cache.length > 1_024 ? cache : cache.slice(0, 1_000)),
    'cache',
  ),
];

const asked = new WeakMap<CoordinationWorld, Set<string>>();

const agePrune = 'prune › prune forgets tags that are older than is said, and says how many';

/** Coordination that forgets too much, or too little. */
export const brokenPrunes: readonly BrokenCoordination[] = [
  does('forgets whatever is there', agePrune, (versions) => ({
    prune: async (cache, _, options) => versions.prune(cache, 1, options),
  })),
  does('forgets nothing', agePrune, () => ({ prune: async () => 0 })),
  does('says that it forgot nothing', agePrune, (versions) => ({
    prune: async (...prune) => {
      await versions.prune(...prune);
      return 0;
    },
  })),
  does('forgets the whole history', 'prune › prune leaves epoch and sequence', (versions, { histories }) => ({
    prune: async (cache, ...rest) => {
      const count = await versions.prune(cache, ...rest);
      histories.delete(cache);
      return count;
    },
  })),
  does('forgets the tags of every cache', 'prune › prune leaves other caches', (versions, world) => ({
    prune: async (cache, ...rest) => {
      const count = await versions.prune(cache, ...rest);
      for (const other of world.histories.keys()) await versions.prune(other, ...rest);
      return count;
    },
  })),
  does(
    'takes Infinity for no age',
    'prune › prune of a cache that nobody used, and one without an age, forgets nothing',
    (versions) => ({
      prune: async (cache, age, options) => versions.prune(cache, age === Infinity ? 1 : age, options),
    }),
  ),
  does('forgets one batch', 'prune › prune forgets 5,000 tags', (versions, world) => ({
    prune: async (cache, age, options) => {
      const { invalidations } = historyOf(world, cache);
      const kept = [...invalidations].slice(1_000);
      const count = await versions.prune(cache, age, options);
      if (count > 1_000) for (const [tag, invalidation] of kept) invalidations.set(tag, invalidation);
      return count;
    },
  })),
  does(
    'counts the age of a tag from its first invalidation',
    'prune › a tag is as old as its last invalidation, to the millisecond',
    (versions, world) => ({
      invalidate: async (cache, tags, options) => {
        const { invalidations } = historyOf(world, cache);
        const before = new Map(invalidations);
        const mark = await versions.invalidate(cache, tags, options);
        for (const [tag, { at }] of before) {
          const now = invalidations.get(tag);
          if (now !== undefined) invalidations.set(tag, { ...now, at });
        }
        return mark;
      },
    }),
  ),
];
