import { startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { namesOf, startMonitor, type Monitor, type SeenCommand } from './support/monitor.ts';
import type { Cache } from '../index.ts';
import { open, placeOn, sharedTierings, type OpenCache, type Tiering } from './support/open.ts';
import { reach } from './support/reach.ts';
import { keysOf, textOf } from './support/values.ts';

const isDeep = process.env['TEST_DEPTH'] === 'deep';
const taggedEntries = isDeep ? 1_000_000 : 5_000;

let server: RedisServer;
let monitor: Monitor;

beforeAll(async () => {
  server = await startRedis();
  monitor = await startMonitor(server);
});

afterAll(async () => {
  await monitor[Symbol.asyncDispose]();
  await server.kill();
});

/** A cache that has its connections, its scripts and its subscription, and in whose memory nothing is. */
async function openWarm(tiering: Tiering, place = placeOn({ url: server.url })): Promise<OpenCache> {
  const one = open(tiering, place);
  await one.cache.set('warm', 1, { tags: ['warm'] });
  await one.cache.getOrSet('warm by load', () => 1);
  await one.cache.flush();
  await one.cache.delete('warm');
  await one.cache.invalidateTags(['warm']);
  await reach(() => one.cache.getStats().isListening);
  await one.redis.getMany(['none', 'nothing']);
  return one;
}

/** What one call of a cache, and all that follows from it, sends. */
async function commandsOf(cache: Cache, call: () => Promise<unknown>): Promise<readonly SeenCommand[]> {
  await monitor.take();
  await call();
  await cache.flush();
  return await monitor.take();
}

const reads = new Set(['GET', 'MGET']);
const scripts = new Set(['EVALSHA', 'EVAL', 'FCALL']);

function count(commands: readonly SeenCommand[], names: ReadonlySet<string>): number {
  return commands.filter(({ name }) => names.has(name)).length;
}

describe.each(sharedTierings)('over %s', (tiering) => {
  it('a hit is one gathered read and one version read for the tick', async () => {
    const place = placeOn({ url: server.url });
    await using writer = open(tiering, place);
    const keys = keysOf('k', 100);
    await writer.cache.setMany(keys.map((key) => [key, textOf(key), { tags: [key, 'shared'] }] as const));
    await using one = await openWarm(tiering, place);
    const single = await commandsOf(one.cache, () => one.cache.get('k 0'));
    expect(namesOf(single)).toHaveLength(2);
    expect(count(single, reads)).toBeGreaterThan(0);
    const many = await commandsOf(one.cache, () => Promise.all(keys.slice(1).map((key) => one.cache.get(key))));
    expect(namesOf(many)).toHaveLength(2);
    expect(count(many, reads)).toBeGreaterThan(0);
    await using another = await openWarm(tiering, place);
    const loaded = await commandsOf(another.cache, () =>
      Promise.all(keys.map((key) => another.cache.getOrSet(key, () => 'never'))),
    );
    expect(namesOf(loaded)).toHaveLength(2);
    expect(count(loaded, reads)).toBeGreaterThan(0);
  });

  it('getMany of 100 is one read and one version read', async () => {
    const place = placeOn({ url: server.url });
    await using writer = open(tiering, place);
    const keys = keysOf('k', 100);
    await writer.cache.setMany(keys.map((key) => [key, key, { tags: [key] }] as const));
    await using one = await openWarm(tiering, place);
    const seen = await commandsOf(one.cache, () => one.cache.getMany(keys));
    expect(namesOf(seen)).toHaveLength(2);
  });

  it('a cold load is at most four commands, and the version read of the tick', async () => {
    await using one = await openWarm(tiering);
    const single = await commandsOf(one.cache, () => one.cache.getOrSet('cold', () => 1, { tags: ['a', 'b'] }));
    expect(namesOf(single).slice(5)).toEqual([]);
    expect(namesOf(single)).not.toContain('PUBLISH');
    const keys = keysOf('cold', 100);
    const many = await commandsOf(one.cache, () => Promise.all(keys.map((key) => one.cache.getOrSet(key, () => key))));
    expect(namesOf(many).slice(4 * 100 + 1)).toEqual([]);
    expect(count(many, scripts)).toBeGreaterThan(0);
  });

  it('a set is one script and the version read of the tick', async () => {
    await using one = await openWarm(tiering);
    const single = await commandsOf(one.cache, () => one.cache.set('k', 1, { tags: ['a', 'b'] }));
    expect(namesOf(single)).toHaveLength(2);
    expect(count(single, scripts)).toBeGreaterThan(0);
    const keys = keysOf('set', 100);
    const many = await commandsOf(one.cache, () => Promise.all(keys.map((key) => one.cache.set(key, key))));
    expect(namesOf(many).slice(101)).toEqual([]);
    expect(count(many, scripts)).toBeGreaterThan(0);
  });

  it('a deletion is one command', async () => {
    await using one = await openWarm(tiering);
    await one.cache.set('k', 1, { tags: ['a'] });
    const seen = await commandsOf(one.cache, () => one.cache.delete('k'));
    expect(namesOf(seen)).toHaveLength(1);
  });

  it('invalidateTags is one command, and others hear of it', async () => {
    const place = placeOn({ url: server.url });
    await using one = await openWarm(tiering, place);
    await one.cache.set('k', 1, { tags: ['a'] });
    await using other = await openWarm(tiering, place);
    expect(await other.cache.get('k')).toBe(1);
    const seen = await commandsOf(one.cache, () => one.cache.invalidateTags(['a', 'b']));
    expect(namesOf(seen)).toHaveLength(1);
    await reach(async () => (await other.cache.get('k')) === undefined);
  });
});

describe('with many tagged entries', () => {
  it.each(['that share a tag', 'that have a tag each'])(
    'hits and invalidations send as few commands as ever: %s',
    async (how) => {
      const place = placeOn({ url: server.url });
      await using one = await openWarm('Redis alone', place);
      const tagOf = (key: string): string => (how === 'that share a tag' ? 'shared' : `tag of ${key}`);
      for (let first = 0; first < taggedEntries; first += 5_000) {
        const keys = Array.from({ length: 5_000 }, (_, index) => `k ${first + index}`);
        await one.cache.setMany(keys.map((key) => [key, 1, { tags: [tagOf(key)] }] as const));
      }
      await using other = await openWarm('Redis alone', place);
      const asked = keysOf('k', 100);
      const hits = await commandsOf(other.cache, () => Promise.all(asked.map((key) => other.cache.get(key))));
      expect(namesOf(hits)).toHaveLength(2);
      const seen = await commandsOf(other.cache, () => other.cache.invalidateTags([tagOf('k 1')]));
      expect(namesOf(seen)).toHaveLength(1);
      const after = await commandsOf(other.cache, () => Promise.all(asked.map((key) => other.cache.get(key))));
      expect(namesOf(after)).toHaveLength(2);
      expect(await one.cache.get('k 1')).toBeUndefined();
    },
    300_000,
  );
});
