import { setTimeout as wait } from 'node:timers/promises';
import { startProxy, startRedis, type FaultProxy, type RedisServer } from '@modular-agent/redis-testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Gate } from '../test/gate.ts';
import { failing } from '../test/loaders.ts';
import type { Cache } from '../index.ts';
import { open, placeOn, sharedTierings, tierings, type OpenCache } from './support/open.ts';
import { reach } from './support/reach.ts';
import { CountingLoader, keysOf, textOf } from './support/values.ts';

let server: RedisServer;
let proxy: FaultProxy;

beforeAll(async () => {
  server = await startRedis();
  proxy = await startProxy(server);
});

afterAll(async () => {
  await proxy[Symbol.asyncDispose]();
  await server.kill();
});

describe.each(tierings)('flush of a cache over %s', (tiering) => {
  it('resolves at once when nothing waits', async () => {
    await using one = open(tiering, placeOn({ url: server.url }));
    expect(await one.cache.flush()).toEqual({ stored: 0, dropped: 0 });
    await one.cache.set('k', 1);
    expect(await one.cache.flush()).toEqual({ stored: 0, dropped: 0 });
    expect(one.cache.getStats()).toMatchObject({ queued: 0, dropped: 0 });
  });

  it('resolves after what was loaded is stored', async () => {
    const place = placeOn({ url: server.url });
    await using one = open(tiering, place);
    const keys = keysOf('k', 100);
    await Promise.all(keys.map((key) => one.cache.getOrSet(key, () => key)));
    await one.cache.getOrSetMany(keysOf('m', 100), (asked) => new Map(asked.map((key) => [key, key])));
    expect((await one.cache.flush()).dropped).toBe(0);
    expect(one.cache.getStats().queued).toBe(0);
    await using other = open(tiering, place);
    const reader = tiering === 'memory alone' ? one : other;
    expect((await reader.cache.getMany([...keys, ...keysOf('m', 100)])).size).toBe(200);
  });
});

describe.each(sharedTierings)('loaded values that wait to be stored, over %s,', (tiering) => {
  let one: OpenCache;
  let other: OpenCache;

  beforeEach(async () => {
    const place = placeOn({ url: server.url });
    one = open(tiering, { ...place, url: proxy.url }, { tierTimeout: '30s', queueTimeout: '30s' });
    other = open(tiering, place);
  });

  afterEach(async () => {
    proxy.resume();
    await one[Symbol.asyncDispose]();
    await other[Symbol.asyncDispose]();
  });

  /** Loads three keys whose values can't reach the server until the proxy goes on. */
  async function holdThree(): Promise<void> {
    const gate = new Gate<string>();
    const asked = ['a', 'b', 'c'].map((key) => one.cache.getOrSet(key, gate.loader, { tags: [`tag ${key}`] }));
    await reach(() => gate.calls === 3);
    proxy.stall({ direction: 'toServer' });
    for (let index = 0; index < 3; index++) gate.open('loaded');
    expect(await Promise.all(asked)).toEqual(['loaded', 'loaded', 'loaded']);
  }

  it('are counted, and flush waits for all that wait when it is called', async () => {
    await holdThree();
    expect(one.cache.getStats().queued).toBe(3);
    const flushed = one.cache.flush();
    expect(await Promise.race([flushed, wait(20, 'waiting')])).toBe('waiting');
    proxy.resume();
    expect(await flushed).toEqual({ stored: 3, dropped: 0 });
    expect(one.cache.getStats()).toMatchObject({ queued: 0, dropped: 0 });
    expect((await other.cache.getMany(['a', 'b', 'c'])).size).toBe(3);
  });

  it('are served to callers of this process', async () => {
    await holdThree();
    const answers = Promise.all([
      one.cache.get('a'),
      one.cache.getOrSet('b', failing),
      one.cache.getMany(['a', 'b', 'c']).then(({ size }) => size),
      one.cache.getOrSetMany(['a', 'c'], failing).then(({ size }) => size),
    ]);
    expect(await Promise.race([answers, wait(100, 'late')])).toEqual(['loaded', 'loaded', 3, 2]);
  });

  const replacements: readonly (readonly [string, unknown, (cache: Cache) => Promise<unknown>])[] = [
    ['set', 'new', (cache) => cache.set('a', 'new')],
    ['setMany', 'new', (cache) => cache.setMany([['a', 'new']])],
    ['delete', undefined, (cache) => cache.delete('a')],
    ['expire', undefined, (cache) => cache.expire('a')],
    ['invalidateTags', undefined, (cache) => cache.invalidateTags(['tag a'])],
  ];

  it.each(replacements)('are replaced: %s', async (_, expected, replace) => {
    await holdThree();
    const replaced = replace(one.cache);
    proxy.resume();
    await replaced;
    await one.cache.flush();
    expect(await one.cache.get('a')).toBe(expected);
    expect(await other.cache.get('a')).toBe(expected);
    expect((await other.cache.getMany(['b', 'c'])).size).toBe(2);
  });

  it.each(replacements)('are not stored over what another process wrote: %s', async (_, expected, replace) => {
    await holdThree();
    await replace(other.cache);
    proxy.resume();
    await one.cache.flush();
    expect(await other.cache.get('a')).toBe(expected);
    await reach(async () => (await one.cache.get('a')) === expected);
    expect((await other.cache.getMany(['b', 'c'])).size).toBe(2);
  });

  it('are stored before close resolves', async () => {
    await holdThree();
    const closed = one.cache.close();
    proxy.resume();
    await closed;
    expect((await other.cache.getMany(['a', 'b', 'c'])).size).toBe(3);
  });
});

describe('a queue that is full', () => {
  const keys = keysOf('k', 500);

  it.each([
    ['entries', { maxQueuedEntries: 5 }],
    ['bytes', { maxQueuedBytes: 20_000 }],
  ])('of %s answers every caller, runs each loader once, and stores or counts each value', async (_, limits) => {
    const place = placeOn({ url: server.url });
    await using one = open('Redis alone', place, { ...limits, queueTimeout: '30s' });
    const loader = new CountingLoader(textOf);
    expect(await Promise.all(keys.map((key) => one.cache.getOrSet(key, loader.one)))).toEqual(keys.map(textOf));
    expect({ total: loader.total, most: loader.most }).toEqual({ total: 500, most: 1 });
    await one.cache.flush();
    const { dropped, queued, state } = one.cache.getStats();
    expect({ queued, state }).toEqual({ queued: 0, state: 'ready' });
    await using other = open('Redis alone', place);
    expect((await other.cache.getMany(keys)).size).toBe(500 - dropped);
  });

  it('gives a value that is larger than all of it to its caller', async () => {
    const place = placeOn({ url: server.url });
    await using one = open('Redis alone', place, { maxQueuedBytes: 1_000 });
    expect(await one.cache.getOrSet('k', () => textOf('k'))).toBe(textOf('k'));
    await one.cache.flush();
    await using other = open('Redis alone', place);
    const found = (await other.cache.get('k')) === undefined ? 0 : 1;
    expect(found + one.cache.getStats().dropped).toBe(1);
    expect(await other.cache.getOrSet('k', () => textOf('k'))).toBe(textOf('k'));
  });
});
