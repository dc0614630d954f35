import { startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Gate } from '../test/gate.ts';
import { failing } from '../test/loaders.ts';
import type { Cache, CacheStats } from '../index.ts';
import { open, placeOn, sharedTierings, tierings } from './support/open.ts';
import { reach } from './support/reach.ts';
import { keysOf } from './support/values.ts';

let server: RedisServer;

beforeAll(async () => {
  server = await startRedis();
});

afterAll(() => server.kill());

type Count = 'localHits' | 'sharedHits' | 'misses' | 'coalesced' | 'loads' | 'loadErrors' | 'staleServed';
const none: Record<Count, number> = {
  localHits: 0,
  sharedHits: 0,
  misses: 0,
  coalesced: 0,
  loads: 0,
  loadErrors: 0,
  staleServed: 0,
};

function countsOf(stats: CacheStats): Record<Count, number> {
  const { localHits, sharedHits, misses, coalesced, loads, loadErrors, staleServed } = stats;
  return { localHits, sharedHits, misses, coalesced, loads, loadErrors, staleServed };
}

/** What a call adds to a cache's counts. */
async function countsBy(cache: Cache, call: () => Promise<unknown>): Promise<Record<Count, number>> {
  const before = countsOf(cache.getStats());
  await call();
  const after = countsOf(cache.getStats());
  return Object.fromEntries(
    Object.entries(after).map(([name, value]) => [name, value - before[name as Count]]),
  ) as Record<Count, number>;
}

const keys = keysOf('k', 10);

/** Each asks for ten keys. */
const calls: readonly (readonly [string, (cache: Cache) => Promise<unknown>])[] = [
  ['get', (cache) => Promise.all(keys.map((key) => cache.get(key)))],
  ['getMany', (cache) => cache.getMany(keys)],
  ['getOrSet', (cache) => Promise.all(keys.map((key) => cache.getOrSet(key, failing)))],
  ['getOrSetEntry', (cache) => Promise.all(keys.map((key) => cache.getOrSetEntry(key, failing)))],
  ['getOrSetMany', (cache) => cache.getOrSetMany(keys, failing)],
  ['getOrSet that may not load', (cache) => Promise.all(keys.map((key) => cache.getOrSet(key, failing, { onlyIfCached: true })))], // prettier-ignore
];

describe('the statistics of a cache', () => {
  it.each(sharedTierings)('count one load as one miss, and ten hits from Redis by getOrSet: %s', async (tiering) => {
    const place = placeOn({ url: server.url });
    await using one = open(tiering, place);
    await using other = open(tiering, place);
    await one.cache.getOrSet('k', () => 1);
    await one.cache.flush();
    expect(countsOf(one.cache.getStats())).toEqual({ ...none, misses: 1, loads: 1 });
    await Promise.all(Array.from({ length: 10 }, () => other.cache.getOrSet('k', () => 2)));
    const { localHits, sharedHits } = other.cache.getStats();
    expect(localHits + sharedHits).toBe(10);
    expect(sharedHits).toBeGreaterThan(0);
    expect(other.cache.getStats()).toMatchObject({ misses: 0, loads: 0, coalesced: 0 });
  });

  it.each(calls)('count ten keys as ten hits from Redis, and then in memory: %s', async (_, call) => {
    const place = placeOn({ url: server.url });
    await using one = open('memory + Redis', place);
    await one.cache.setMany(keys.map((key) => [key, key]));
    await using other = open('memory + Redis', place);
    await other.cache.set('warm', 1);
    await reach(() => other.cache.getStats().isListening);
    expect(await countsBy(other.cache, () => call(other.cache))).toEqual({ ...none, sharedHits: 10 });
    expect(await countsBy(other.cache, () => call(other.cache))).toEqual({ ...none, localHits: 10 });
  });

  it.each(calls)('count ten keys as ten hits in memory alone: %s', async (_, call) => {
    await using one = open('memory alone', placeOn({ url: server.url }));
    await one.cache.setMany(keys.map((key) => [key, key]));
    expect(await countsBy(one.cache, () => call(one.cache))).toEqual({ ...none, localHits: 10 });
  });

  it('count the source of a single hit, call by call, over Redis alone', async () => {
    const place = placeOn({ url: server.url });
    await using one = open('Redis alone', place);
    await one.cache.set('k', 1);
    for (let call = 1; call <= 10; call++) {
      await one.cache.getOrSet('k', failing);
      expect(countsOf(one.cache.getStats())).toEqual({ ...none, sharedHits: call });
    }
  });
});

describe.each(tierings)('the statistics of a cache over %s', (tiering) => {
  it('count a caller that coalesces as a miss', async () => {
    await using one = open(tiering, placeOn({ url: server.url }));
    const gate = new Gate<number>();
    const counted = await countsBy(one.cache, async () => {
      const asked = Array.from({ length: 5 }, () => one.cache.getOrSet('k', gate.loader));
      await reach(() => gate.calls === 1);
      const late = one.cache.getOrSet('k', gate.loader);
      await reach(() => one.cache.getStats().coalesced === 5);
      gate.open(1);
      expect(await Promise.all([...asked, late])).toEqual([1, 1, 1, 1, 1, 1]);
    });
    expect(counted).toEqual({ ...none, misses: 6, coalesced: 5, loads: 1 });
  });

  it('count every key of a call of which some are there', async () => {
    await using one = open(tiering, placeOn({ url: server.url }));
    await one.cache.set('k 0', 1);
    const hits = { localHits: tiering === 'Redis alone' ? 0 : 1, sharedHits: tiering === 'Redis alone' ? 1 : 0 };
    await one.cache.get('k 0');
    expect(await countsBy(one.cache, () => one.cache.getMany(keys))).toMatchObject({ misses: 9, loads: 0 });
    const counted = await countsBy(one.cache, () =>
      one.cache.getOrSetMany(keys, (asked) => new Map(asked.map((key) => [key, 1]))),
    );
    expect(counted).toMatchObject({ misses: 9, coalesced: 0 });
    expect(counted.localHits + counted.sharedHits).toBe(hits.localHits + hits.sharedHits);
  });

  it('count a stale entry that is served as a miss', async () => {
    await using one = open(tiering, placeOn({ url: server.url }), { grace: '1h', retryAfter: 1 });
    await one.cache.set('k', 'stale');
    await one.cache.expire('k');
    expect(await countsBy(one.cache, () => one.cache.getOrSet('k', failing))).toEqual({
      ...none,
      misses: 1,
      loads: 1,
      loadErrors: 1,
      staleServed: 1,
    });
  });

  it('count an absent key, a failing loader and a forced refresh as a miss each', async () => {
    await using one = open(tiering, placeOn({ url: server.url }));
    expect(await countsBy(one.cache, () => one.cache.get('k'))).toEqual({ ...none, misses: 1 });
    expect(await countsBy(one.cache, () => one.cache.getOrSet('k', failing).catch(() => {}))).toEqual({
      ...none,
      misses: 1,
      loads: 1,
      loadErrors: 1,
    });
    await one.cache.set('k', 1);
    const forced = await countsBy(one.cache, () => one.cache.getOrSet('k', () => 2, { forceRefresh: true }));
    expect(forced).toEqual({ ...none, misses: 1, loads: 1 });
  });

  it('count sets, deletions and invalidations by key', async () => {
    await using one = open(tiering, placeOn({ url: server.url }));
    await one.cache.set('a', 1);
    await one.cache.setMany([['b', 1], ['c', 1]]); // prettier-ignore
    await one.cache.delete('a');
    await one.cache.invalidateTags(['t', 'u']);
    await one.cache.clear();
    expect(one.cache.getStats()).toMatchObject({ sets: 3, deletes: 1, invalidations: 2, ...none });
  });
});
