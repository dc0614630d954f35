import { startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureOf } from '../test/loaders.ts';
import type { Cache } from '../index.ts';
import { open, placeOn, type OpenCache, type OpenOptions } from './support/open.ts';
import { reach } from './support/reach.ts';
import { CountingLoader, keysOf } from './support/values.ts';

let server: RedisServer;

beforeAll(async () => {
  server = await startRedis();
});

afterAll(() => server.kill());

function inMemory(options: OpenOptions = {}): OpenCache {
  return open('memory alone', { url: 'redis://127.0.0.1:1' }, options);
}

describe('a memory of 100 entries that has 90', () => {
  const kept = keysOf('kept', 90);
  const absent = keysOf('absent', 100);

  /** Calls that store nothing. */
  const calls: readonly (readonly [string, (cache: Cache) => Promise<unknown>])[] = [
    ['delete', (cache) => Promise.all(absent.map((key) => cache.delete(key)))],
    ['expire', (cache) => Promise.all(absent.map((key) => cache.expire(key)))],
    ['delete in a namespace', (cache) => Promise.all(absent.map((key) => cache.namespace('below').delete(key)))],
    ['invalidateTags', (cache) => Promise.all(absent.map((tag) => cache.invalidateTags([tag])))],
    ['clear of namespaces', (cache) => Promise.all(absent.map((name) => cache.namespace(name).clear()))],
    ['getOrSet that finds nothing', (cache) => Promise.all(absent.map((key) => cache.getOrSet(key, () => undefined)))],
    ['getOrSet that is not stored', (cache) => Promise.all(absent.map((key) => cache.getOrSet(key, () => 1, { noStore: true })))], // prettier-ignore
    ['getOrSet that fails', (cache) => Promise.allSettled(absent.map((key) => cache.getOrSet(key, () => Promise.reject(new Error('no')))))], // prettier-ignore
    ['get', (cache) => cache.getMany(absent)],
  ];

  it.each(calls)('keeps all of them after 100 calls that store nothing: %s', async (_, call) => {
    await using one = inMemory({ memory: { maxEntries: 100 } });
    await one.cache.setMany(kept.map((key) => [key, key]));
    await call(one.cache);
    expect((await one.cache.getMany(kept)).size).toBe(90);
    expect(one.memory.getSizeSync()).toBe(90);
  });

  it.each(calls)('keeps all of them in front of Redis: %s', async (_, call) => {
    await using one = open('memory + Redis', placeOn({ url: server.url }), { memory: { maxEntries: 100 } });
    await one.cache.get('none');
    await reach(() => one.cache.getStats().isListening);
    await one.cache.setMany(kept.map((key) => [key, key]));
    expect((await one.cache.getMany(kept)).size).toBe(90);
    await call(one.cache);
    const before = one.cache.getStats().localHits;
    expect((await one.cache.getMany(kept)).size).toBe(90);
    expect(one.cache.getStats().localHits - before).toBe(90);
  });
});

describe('an entry above maxEntryBytes', () => {
  const memory = { maxEntryBytes: 1_000 };
  const large = 'x'.repeat(5_000);

  it('is refused by set in memory alone, and the older one is as it was', async () => {
    await using one = inMemory({ memory });
    await one.cache.set('k', 'old');
    expect(await failureOf(one.cache.set('k', large))).toMatchObject({ code: 'CACHE_ENTRY_TOO_LARGE' });
    expect(await one.cache.get('k')).toBe('old');
    expect(one.cache.getStats()).toMatchObject({ state: 'ready', problems: [], pending: 0 });
  });

  it('is the only one that setMany refuses', async () => {
    await using one = inMemory({ memory });
    const failure = await failureOf(one.cache.setMany([['a', 1], ['large', large], ['b', 2]])); // prettier-ignore
    expect(failure).toMatchObject({ code: 'CACHE_BATCH' });
    expect([...(failure as { failed: Map<string, unknown> }).failed.keys()]).toEqual(['large']);
    expect((await one.cache.getMany(['a', 'large', 'b'])).size).toBe(2);
    expect(one.cache.getStats().state).toBe('ready');
  });

  it('reaches the callers of its loader, and is reported', async () => {
    await using one = inMemory({ memory });
    expect(await one.cache.getOrSet('k', () => large)).toBe(large);
    expect((await one.cache.getOrSetMany(['l', 'small'], () => new Map([['l', large], ['small', 's']]))).get('l')).toBe(large); // prettier-ignore
    await one.cache.flush();
    expect(one.problems.map(({ kind, key }) => [kind, key])).toEqual([['not-stored', 'k'], ['not-stored', 'l']]); // prettier-ignore
    expect(await one.cache.getMany(['k', 'l', 'small'])).toEqual(new Map([['small', 's']]));
    expect(one.cache.getStats().state).toBe('ready');
  });

  it('is stored in Redis behind memory', async () => {
    const place = placeOn({ url: server.url });
    await using one = open('memory + Redis', place, { memory });
    await one.cache.set('k', 'old');
    expect(await one.cache.set('k', large)).toEqual({ pending: [] });
    expect(await one.cache.setMany([['m', large], ['small', 's']])).toEqual({ pending: [] }); // prettier-ignore
    expect(await one.cache.getOrSet('l', () => large)).toBe(large);
    await one.cache.flush();
    await using other = open('memory + Redis', place, { memory });
    for (const { cache } of [one, other]) {
      expect((await cache.getMany(['k', 'l', 'm', 'small'])).size).toBe(4);
      expect(await cache.get('k')).toBe(large);
    }
    expect(one.problems).toEqual([]);
    expect(one.cache.getStats().state).toBe('ready');
  });
});

describe('20,000 entries at once in memory alone', () => {
  const keys = keysOf('k', 20_000);
  const writes: readonly (readonly [string, (cache: Cache) => Promise<unknown>])[] = [
    ['getOrSet', (cache) => Promise.all(keys.map((key) => cache.getOrSet(key, () => key)))],
    ['getOrSet of a loader that takes a turn', (cache) => Promise.all(keys.map((key) => cache.getOrSet(key, () => new Promise((resolve) => setImmediate(resolve, key)))))], // prettier-ignore
    ['getOrSetMany', (cache) => cache.getOrSetMany(keys, (asked) => new Map(asked.map((key) => [key, key])))],
    ['setMany', (cache) => cache.setMany(keys.map((key) => [key, key]))],
    ['getOrSet with tags, beside invalidations of others', (cache) => Promise.all(keys.map((key, index) => (index % 100 === 0 ? cache.invalidateTags([`no ${index}`]).then(() => cache.set(key, key)) : cache.getOrSet(key, () => key, { tags: [key] }))))], // prettier-ignore
  ];

  it.each(writes)('are all stored: %s', async (_, write) => {
    await using one = inMemory();
    await write(one.cache);
    expect((await one.cache.getMany(keys)).size).toBe(20_000);
    const loader = new CountingLoader();
    await Promise.all(keys.map((key) => one.cache.getOrSet(key, loader.one)));
    expect(loader.total).toBe(0);
  });
});

describe('100,001 different tags', () => {
  const count = 100_001;

  it('that are invalidated one by one leave entries without them valid', async () => {
    await using one = inMemory();
    await one.cache.set('without', 1);
    await one.cache.set('other', 1, { tags: ['other'] });
    await one.cache.set('tag 0', 1, { tags: ['tag 0'] });
    for (let index = 0; index < count; index++) await one.cache.invalidateTags([`tag ${index}`]);
    expect(await one.cache.getMany(['without', 'other', 'tag 0'])).toEqual(new Map([['without', 1], ['other', 1]])); // prettier-ignore
  });

  it('that are invalidated at once in calls of 1,000 leave entries without them valid', async () => {
    await using one = inMemory();
    await one.cache.set('without', 1);
    await one.cache.namespace('below').set('k', 1);
    await one.cache.set('tag 0', 1, { tags: ['tag 0'] });
    const tags = keysOf('tag', count);
    for (let first = 0; first < count; first += 1_000) await one.cache.invalidateTags(tags.slice(first, first + 1_000));
    expect(await one.cache.getMany(['without', 'tag 0'])).toEqual(new Map([['without', 1]]));
    expect(await one.cache.namespace('below').get('k')).toBe(1);
  });
});
