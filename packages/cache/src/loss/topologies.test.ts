import {
  startCluster,
  startSentinel,
  type ClusterNode,
  type RedisCluster,
  type RedisSentinel,
} from '@modular-agent/redis-testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { failing } from '../test/loaders.ts';
import { startMonitor, type Monitor, type SeenCommand } from './support/monitor.ts';
import { open, placeOn, sharedTierings, type OpenCache } from './support/open.ts';
import { reach } from './support/reach.ts';
import { fullServer } from './support/refusals.ts';
import { CountingLoader, keysOf, textOf, twelveTagsOf } from './support/values.ts';

let cluster: RedisCluster;
let sentinel: RedisSentinel;
let monitors: readonly Monitor[];

beforeAll(async () => {
  [cluster, sentinel] = await Promise.all([startCluster(), startSentinel({ sentinels: 1 })]);
  monitors = await Promise.all(cluster.nodes.map((node) => startMonitor(node)));
});

afterAll(async () => {
  await Promise.all(monitors.map((monitor) => monitor[Symbol.asyncDispose]()));
  await Promise.all([cluster.kill(), sentinel.kill()]);
});

const places = [
  ['a Cluster', () => placeOn({ cluster: { nodes: cluster.seeds } })],
  ['Sentinel', () => placeOn({ sentinel: { name: sentinel.masterName, nodes: sentinel.addresses } })],
] as const;
const cases = places.flatMap(([name, place]) => sharedTierings.map((tiering) => [name, tiering, place] as const));

describe.each(cases)('over %s, %s:', (_, tiering, makePlace) => {
  it('a value that can not be stored reaches its callers, and holds nobody up', async () => {
    const place = makePlace();
    await using one = open(tiering, place);
    await using other = open(tiering, place);
    const value = makePlace;
    expect(await one.cache.getOrSet('k', () => value)).toBe(value);
    expect(await one.cache.getOrSet('k', () => value)).toBe(value);
    expect(await other.cache.getOrSet('k', () => 1)).toBe(1);
    await one.cache.flush();
    expect(new Set(one.problems.map(({ kind }) => kind))).toEqual(new Set(['not-stored']));
  });

  it('a burst loses nothing: getOrSet, getOrSetMany, setMany', async () => {
    const place = makePlace();
    // Six servers and this process share the cores of one machine.
    await using one = open(tiering, place, { tierTimeout: '2s' });
    const [older, loaded, loadedMany, set] = [keysOf('older', 500), keysOf('a', 1_500), keysOf('b', 1_500), keysOf('c', 1_500)]; // prettier-ignore
    await one.cache.setMany(older.map((key) => [key, key]));
    const loader = new CountingLoader(textOf);
    await Promise.all([
      ...loaded.map((key) => one.cache.getOrSet(key, loader.one)),
      one.cache.getOrSetMany(loadedMany, loader.many),
      one.cache.setMany(set.map((key) => [key, textOf(key)])),
    ]);
    expect({ total: loader.total, most: loader.most }).toEqual({ total: 3_000, most: 1 });
    expect((await one.cache.flush()).dropped).toBe(0);
    await using other = open(tiering, place);
    for (const [keys, count] of [
      [older, 500],
      [loaded, 1_500],
      [loadedMany, 1_500],
      [set, 1_500],
    ] as const) {
      expect((await other.cache.getMany(keys)).size).toBe(count);
    }
    expect(one.problems).toEqual([]);
  });

  it('entries with a tag each are read at once, and one invalidation takes one', async () => {
    const place = makePlace();
    await using one = open(tiering, place);
    const keys = keysOf('k', 3_000);
    await one.cache.setMany(keys.map((key) => [key, key, { tags: twelveTagsOf(key) }]));
    await using other = open(tiering, place);
    expect((await other.cache.getMany(keys)).size).toBe(3_000);
    await one.cache.invalidateTags(['tag 3 of k 7']);
    await reach(async () => (await other.cache.get('k 7')) === undefined);
    expect((await other.cache.getMany(keys)).size).toBe(2_999);
  });

  it('a writer whose clock is 15 s behind gives others a ttl of 3 s', async () => {
    const place = makePlace();
    const keys = keysOf('k', 12);
    await using reader = open(tiering, place);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 13_000 });
    try {
      await using writer = open(tiering, place, { ttl: '3s', grace: '1h' });
      await writer.cache.setMany(keys.map((key) => [key, 'v']));
      await writer.cache.getOrSet('loaded', () => 'v');
      await writer.cache.flush();
    } finally {
      vi.useRealTimers();
    }
    for (const key of [...keys, 'loaded']) {
      const { age, remainingTtl } = await reader.cache.getOrSetEntry(key, failing);
      expect(age + remainingTtl).toBeLessThanOrEqual(3_100);
      expect(remainingTtl).toBeGreaterThan(500);
    }
  });

  it('keys with braces are loaded, set and deleted as others are', async () => {
    const place = makePlace();
    await using one = open(tiering, place);
    await using other = open(tiering, place);
    for (const key of ['{', '}', '{}', '{x}', 'a{x}b', 'a}b{c', '{{x}}', '}{']) {
      expect(await one.cache.getOrSet(key, () => `loaded ${key}`)).toBe(`loaded ${key}`);
      await one.cache.flush();
      expect(await other.cache.getOrSet(key, failing)).toBe(`loaded ${key}`);
      expect((await other.cache.set(key, 'set')).pending).toEqual([]);
      await reach(async () => (await one.cache.get(key)) === 'set');
      expect((await one.cache.delete(key)).pending).toEqual([]);
      await reach(async () => (await other.cache.get(key)) === undefined);
    }
  });
});

/** What all nodes are told by one call and what follows from it; messages that nodes pass on are counted once. */
async function commandsOf(one: OpenCache, call: () => Promise<unknown>): Promise<readonly SeenCommand[]> {
  await Promise.all(monitors.map((monitor) => monitor.take()));
  await call();
  await one.cache.flush();
  return (await Promise.all(monitors.map((monitor) => monitor.take()))).flat();
}

function isPublish({ name }: SeenCommand): boolean {
  return name === 'PUBLISH' || name === 'SPUBLISH';
}

describe.each(sharedTierings)('of a Cluster, over %s,', (tiering) => {
  async function openWarm(): Promise<OpenCache> {
    const one = open(tiering, placeOn({ cluster: { nodes: cluster.seeds } }));
    await one.cache.setMany(keysOf('warm', 50).map((key) => [key, 1]));
    await Promise.all(keysOf('warm load', 50).map((key) => one.cache.getOrSet(key, () => 1)));
    await one.cache.invalidateTags(['warm']);
    await one.cache.getMany(keysOf('none', 50));
    await one.cache.flush();
    await reach(() => one.cache.getStats().isListening);
    return one;
  }

  const limits: readonly (readonly [string, number, number, (one: OpenCache) => Promise<unknown>])[] = [
    ['a read', 2, 0, (one) => one.cache.get('other')],
    ['a cold load', 5, 1, (one) => one.cache.getOrSet('cold', () => 1, { tags: ['a'] })],
    ['a set', 2, 1, (one) => one.cache.set('set', 1, { tags: ['a'] })],
    ['a deletion', 1, 1, (one) => one.cache.delete('warm 1')],
    ['an invalidation', 1, 1, (one) => one.cache.invalidateTags(['a'])],
  ];

  it.each(limits)('%s sends at most %d commands, and %d messages', async (_, most, messages, call) => {
    await using one = await openWarm();
    const seen = await commandsOf(one, () => call(one));
    const others = seen.filter((command) => !isPublish(command)).map((command) => command.name);
    expect(others.slice(most)).toEqual([]);
    expect(seen.filter(isPublish).length).toBeLessThanOrEqual(messages);
  });

  it('one full node refuses its own writes, and every other entry is read and written', async () => {
    const place = placeOn({ cluster: { nodes: cluster.seeds } });
    await using one = open(tiering, place, { maxPending: 10 });
    const keys = keysOf('k', 60);
    await one.cache.setMany(keys.map((key) => [key, key]));
    const node = cluster.nodes[2] as ClusterNode;
    await fullServer.begin(node);
    try {
      await Promise.all(keysOf('refused', 60).map((key) => one.cache.getOrSet(key, () => key)));
      await one.cache.flush();
      await using other = open(tiering, place);
      expect((await other.cache.getMany(keys)).size).toBe(60);
      expect((await one.cache.getMany(keys)).size).toBe(60);
      expect((await other.cache.getMany(keysOf('refused', 60))).size).toBeGreaterThan(0);
      expect(one.problems.map(({ kind }) => kind)).toEqual(['tier-refused']);
    } finally {
      await fullServer.end(node);
    }
  });
});
