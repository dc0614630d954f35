import { randomUUID } from 'node:crypto';
import type { Coordination, VersionStore } from '@modular-agent/cache-contract';
import { historyOf, type CoordinationWorld } from '../reference-coordination.ts';
import type { BrokenCoordination } from './broken-coordination.ts';

/** Does something wrong with invalidations, and what is told of them. */
function does(
  fault: string,
  caughtBy: string,
  replace: (versions: VersionStore, world: CoordinationWorld, coordination: Coordination) => Partial<VersionStore>,
): BrokenCoordination {
  return {
    fault,
    override: (coordination, world) => ({ versions: replace(coordination.versions, world, coordination) }),
    caughtBy: [caughtBy],
  };
}

/** Coordination that is wrong about what was invalidated since a version. */
export const brokenDeltas: readonly BrokenCoordination[] = [
  does(
    'gives the oldest invalidation first',
    'versions since › a delta holds every invalidation after a version, newest first',
    (versions) => ({
      readSince: async (...given) => {
        const delta = await versions.readSince(...given);
        return { ...delta, invalidatedAt: new Map([...delta.invalidatedAt].toReversed()) };
      },
    }),
  ),
  does(
    'gives everything each time',
    'versions since › a delta since now is empty, and complete since then',
    (versions) => ({ readSince: async (cache, _, options) => versions.readSince(cache, undefined, options) }),
  ),
  does(
    'goes on from the sequence of another epoch',
    'versions since › a delta since nothing, or since another epoch, holds the newest invalidations',
    (versions) => ({
      readSince: async (cache, since, options) => {
        const { epoch } = await versions.read(cache, [], options);
        return versions.readSince(cache, since && { ...since, epoch }, options);
      },
    }),
  ),
  does(
    'begins an epoch with every delta',
    'versions since › the first delta of a cache begins the epoch that others see',
    (versions) => ({
      readSince: async (...given) => ({ ...(await versions.readSince(...given)), epoch: randomUUID() }),
    }),
  ),
  does(
    'does not say what it leaves out',
    'versions since › what a delta leaves out of many invalidations, it says',
    (versions) => ({
      readSince: async (cache, since, options) => ({
        ...(await versions.readSince(cache, since, options)),
        completeSince: since?.sequence ?? 0,
      }),
    }),
  ),
  does(
    'notes an invalidation tag by tag',
    'versions since › a delta holds all of an invalidation or nothing of it',
    (versions) => ({
      invalidate: async (cache, tags, options) => {
        let version = await versions.read(cache, [], options);
        for (const tag of tags) {
          version = { ...version, ...(await versions.invalidate(cache, [tag], options)) };
          await Promise.resolve();
        }
        return version;
      },
    }),
  ),
  does(
    'mixes up caches in deltas',
    'versions since › a delta stays as it was taken, and is of one cache alone',
    (versions) => ({
      readSince: async (cache, since, options) => {
        const delta = await versions.readSince(cache, since, options);
        const other = await versions.readSince('other', undefined, options);
        return { ...delta, invalidatedAt: new Map([...delta.invalidatedAt, ...other.invalidatedAt]) };
      },
    }),
  ),
  does(
    'leaves the floor when it forgets',
    'prune › entries from before a forgotten invalidation are invalid, whatever their tags',
    (versions, world) => ({
      prune: async (cache, ...given) => {
        const count = await versions.prune(cache, ...given);
        historyOf(world, cache).floor = 0;
        return count;
      },
    }),
  ),
  does(
    'gives nothing since before the floor',
    'prune › a delta since before the floor holds what is not forgotten',
    (versions) => ({
      readSince: async (cache, since, options) => {
        const delta = await versions.readSince(cache, since, options);
        if (since === undefined || since.sequence >= delta.floor) return delta;
        return { ...delta, invalidatedAt: new Map(), completeSince: delta.sequence };
      },
    }),
  ),
];

const oneTag = { channel: 'news', message: ['', ''] } as const;

/** Coordination that tells invalidations wrongly. */
export const brokenInvalidationMessages: readonly BrokenCoordination[] = [
  does(
    'tells of an invalidation before it is noted',
    'messages of invalidations › whoever is told of an invalidation finds it noted',
    (versions, _, { backplane }) => ({
      invalidate: async (cache, tags, options) => {
        const { sequence } = await versions.read(cache, [], options);
        await backplane.publish(options?.announce?.channel ?? '', String(sequence + 1));
        await new Promise((resolve) => setImmediate(resolve));
        return versions.invalidate(cache, tags);
      },
    }),
  ),
  does(
    'tells of an invalidation with the sequence alone, too',
    'messages of invalidations › the message of an invalidation holds its sequence between its parts',
    (versions, _, { backplane }) => ({
      invalidate: async (cache, tags, options) => {
        const version = await versions.invalidate(cache, tags, options);
        await backplane.publish(options?.announce?.channel ?? '', String(version.sequence));
        return version;
      },
    }),
  ),
  does(
    'announces every invalidation',
    'messages of invalidations › an invalidation without an announcement tells nobody',
    (versions) => ({
      invalidate: async (cache, tags, options) => versions.invalidate(cache, tags, { announce: oneTag, ...options }),
    }),
  ),
  does(
    'replaces what is not well-formed in an announcement',
    'arguments › an announcement that is no well-formed text is refused, and nothing changes',
    (versions) => ({
      invalidate: async (cache, tags, options) => {
        const { channel, message } = options?.announce ?? oneTag;
        const [before, after] = message.map((part) => (typeof part === 'string' ? part.toWellFormed() : part));
        return versions.invalidate(cache, tags, { announce: { channel, message: [before ?? '', after ?? ''] } });
      },
    }),
  ),
];
