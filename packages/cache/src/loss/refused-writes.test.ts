import { startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { open, placeOn, sharedTierings, type OpenCache, type Tiering } from './support/open.ts';
import { reach } from './support/reach.ts';
import { fullServer, readOnlyUser, replica, worker, workerUrl } from './support/refusals.ts';
import { CountingLoader, keysOf } from './support/values.ts';

let server: RedisServer;

beforeAll(async () => {
  server = await startRedis({ users: [worker] });
});

afterAll(() => server.kill());

const there = keysOf('there', 20);
const kinds = [fullServer, readOnlyUser, replica];
const cases = kinds.flatMap((refusal) => sharedTierings.map((tiering) => [refusal.name, tiering, refusal] as const));

describe.each(cases)('%s that refuses writes, over %s:', (_, tiering: Tiering, { begin, end, canDelete }) => {
  let one: OpenCache;
  let other: OpenCache;

  beforeEach(async () => {
    const place = placeOn({ url: workerUrl(server) });
    one = open(tiering, place, { maxPending: 10 });
    other = open(tiering, place, { maxPending: 10 });
    await other.cache.setMany(there.map((key) => [key, key, { tags: [key] }] as const));
    // Both have a connection and their scripts.
    await one.cache.set('written', 'old', { tags: ['written'] });
    await one.cache.getOrSet('loaded', () => 'old');
    await one.cache.flush();
    await begin(server);
  });

  afterEach(async () => {
    await end(server);
    await one[Symbol.asyncDispose]();
    await other[Symbol.asyncDispose]();
  });

  async function expectAllThere(): Promise<void> {
    for (const { cache } of [one, other]) {
      expect((await cache.getMany(there)).size).toBe(20);
      expect(await Promise.all(there.map((key) => cache.get(key)))).toEqual(there);
    }
  }

  it('one refused set leaves every other entry readable', async () => {
    await one.cache.set('written', 'new');
    await expectAllThere();
    expect(await one.cache.get('written')).not.toBe('old');
    const statusOf = async (key: string): Promise<string | undefined> =>
      (await one.cache.explain(key)).tiers.find(({ tier }) => tier === 'redis')?.status;
    expect(await statusOf('there 0')).toBe('fresh');
    expect(await statusOf('written')).not.toBe('fresh');
  });

  it('more refused loads than maxPending leave every entry readable, and each runs one loader', async () => {
    const loader = new CountingLoader();
    const absent = keysOf('absent', 50);
    const asked = [...absent, ...absent].map((key) => one.cache.getOrSet(key, loader.one));
    expect(await Promise.all(asked)).toEqual([...absent, ...absent].map((key) => `value of ${key}`));
    expect({ total: loader.total, most: loader.most }).toEqual({ total: 50, most: 1 });
    expect((await one.cache.getOrSetMany(keysOf('more', 50), loader.many)).size).toBe(50);
    await one.cache.flush();
    await expectAllThere();
    expect(one.cache.getStats().pending).toBe(0);
  });

  it('a key whose load was refused is read again once another process stored it', async () => {
    expect(await one.cache.getOrSet('absent', () => 'mine')).toBe('mine');
    await one.cache.flush();
    await end(server);
    await reach(async () => (await other.cache.set('absent', 'theirs')).pending.length === 0);
    await reach(async () => (await one.cache.get('absent')) === 'theirs');
    expect(await one.cache.getOrSet('absent', () => 'again')).toBe('theirs');
  });

  it('a refused invalidation counts in this process, and reaches others once writes work again', async () => {
    expect((await one.cache.invalidateTags(['there 0'])).pending).not.toEqual([]);
    expect(await one.cache.get('there 0')).toBeUndefined();
    expect((await one.cache.getMany(there)).size).toBe(19);
    await end(server);
    await reach(() => one.cache.getStats().pending === 0);
    await reach(async () => (await other.cache.get('there 0')) === undefined);
    expect((await other.cache.getMany(there)).size).toBe(19);
  });

  it('a deletion counts in this process, and in others where the server still deletes', async () => {
    const { pending } = await one.cache.delete('there 0');
    expect(pending.length === 0).toBe(canDelete);
    expect(await one.cache.get('there 0')).toBeUndefined();
    expect((await one.cache.getMany(there)).size).toBe(19);
    await end(server);
    await reach(() => one.cache.getStats().pending === 0);
    await reach(async () => (await other.cache.get('there 0')) === undefined);
  });

  it('is reported once, with what to do, and again when it comes back', async () => {
    for (let time = 0; time < 3; time++) {
      await one.cache.set(`refused ${time}`, time);
      await one.cache.getOrSet(`absent ${time}`, () => time);
      await one.cache.flush();
    }
    expect(one.problems.map(({ kind, tier }) => ({ kind, tier }))).toEqual([{ kind: 'tier-refused', tier: 'redis' }]);
    expect(one.problems[0]?.message).toMatch(/redis/);
    await end(server);
    await reach(async () => (await one.cache.set('written', 1)).pending.length === 0);
    await reach(() => one.cache.getStats().state === 'ready');
    await begin(server);
    await one.cache.set('written', 2);
    await one.cache.flush();
    expect(one.problems.map(({ kind }) => kind)).toEqual(['tier-refused', 'tier-refused']);
  });

  it('stores again what is written and loaded once writes work', async () => {
    await one.cache.set('written', 'refused');
    await end(server);
    await reach(async () => (await one.cache.set('written', 'new')).pending.length === 0);
    expect(await one.cache.getOrSet('late', () => 1)).toBe(1);
    await one.cache.flush();
    expect(await other.cache.getMany(['written', 'late'])).toEqual(new Map<string, unknown>([['written', 'new'], ['late', 1]])); // prettier-ignore
    await expectAllThere();
    await reach(() => one.cache.getStats().state === 'ready');
  });
});
