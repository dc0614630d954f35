import { describe, expect, it, vi } from 'vitest';
import { scriptedFaults } from '@modular-agent/cache-conformance';
import type { Cache, TierExplanation } from './index.ts';
import { settle, useFakeTime } from './test/fake-time.ts';
import { Gate } from './test/gate.ts';
import { failing } from './test/loaders.ts';
import { inMemory, kinds, tiered } from './test/open.ts';
import { RemoteStore } from './test/remote.ts';

useFakeTime();

/** The status by tier. */
async function statusOf(cache: Cache, key = 'key'): Promise<Readonly<Record<string, TierExplanation['status']>>> {
  const { tiers } = await cache.explain(key);
  return Object.fromEntries(tiers.map(({ tier, status }) => [tier, status]));
}

/** A cache that listens to others, as one does soon after its first call. */
async function listening(cache: Cache): Promise<Cache> {
  await cache.get('nothing');
  await settle();
  return cache;
}

describe.each(kinds)('an explanation, over %s,', (_, open) => {
  it('explains the age of an entry, its remaining ttl, its tags, and its stored key', async () => {
    await using cache = await listening(open({ ttl: '10s' }));
    await cache.set('key', 'value', { tags: ['one', 'two'] });
    await vi.advanceTimersByTimeAsync(4_000);
    const { key, storedKey, tiers, isLoading } = await cache.explain('key');
    expect({ key, storedKey, isLoading }).toEqual({ key: 'key', storedKey: 'answers|key', isLoading: false });
    for (const tier of tiers) {
      expect(tier).toMatchObject({ status: 'fresh', age: 4_000, remainingTtl: 6_000, tags: ['one', 'two'] });
    }
  });

  it('explains whether a key is being loaded, loads nothing, and counts no read', async () => {
    await using cache = open();
    const gate = new Gate<string>();
    expect(await cache.explain('key')).toMatchObject({ isLoading: false });
    const asked = cache.getOrSet('key', gate.loader);
    await settle();
    const before = cache.getStats();
    expect(await cache.explain('key')).toMatchObject({ isLoading: true });
    expect(cache.getStats()).toEqual(before);
    gate.open('value');
    await asked;
    await settle();
    expect(await cache.explain('key')).toMatchObject({ isLoading: false });
  });

  it('explains that no tier has an entry', async () => {
    await using cache = open();
    for (const { status, age, remainingTtl, tags } of (await cache.explain('key')).tiers) {
      expect({ status, age, remainingTtl, tags }).toEqual({
        status: 'absent',
        age: undefined,
        remainingTtl: undefined,
        tags: [],
      });
    }
  });

  it('explains that an entry is stale between its ttl and its grace', async () => {
    await using cache = await listening(open({ ttl: '1s', grace: '1m' }));
    await cache.set('key', 'value');
    await vi.advanceTimersByTimeAsync(1_500);
    for (const tier of (await cache.explain('key')).tiers) {
      expect(tier).toMatchObject({ status: 'stale', age: 1_500, remainingTtl: 0 });
    }
    expect(await cache.getOrSet('key', failing)).toBe('value');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(new Set(Object.values(await statusOf(cache)))).toEqual(new Set(['absent']));
  });

  it.each([
    ['a tag of it was invalidated', (cache: Cache) => cache.invalidateTags(['tag'])],
    ['the cache was cleared', (cache: Cache) => cache.clear()],
  ])('says that an entry is invalid since %s', async (_name, invalidate) => {
    await using cache = await listening(open());
    await cache.set('key', 'value', { tags: ['tag'] });
    await invalidate(cache);
    for (const tier of (await cache.explain('key')).tiers) {
      expect(tier).toMatchObject({ status: 'invalid', tags: ['tag'] });
    }
  });

  it('explains a key of a namespace', async () => {
    await using cache = open();
    const { key, storedKey } = await cache.namespace('one').namespace('two').explain('key');
    expect({ key, storedKey }).toEqual({ key: 'key', storedKey: 'answers/one/two|key' });
  });
});

describe('an explanation, of tiers that differ,', () => {
  it('explains each tier on its own', async () => {
    const store = new RemoteStore();
    await using other = tiered({}, store);
    await using cache = await listening(tiered({}, store));
    await other.set('key', 'value');
    expect(await statusOf(cache)).toEqual({ memory: 'absent', remote: 'fresh' });
    await cache.get('key');
    expect(await statusOf(cache)).toEqual({ memory: 'fresh', remote: 'fresh' });
  });

  it('explains that memory is unverified while messages may have been lost', async () => {
    const plan = scriptedFaults([{ operation: 'backplane.subscribe', times: Infinity, fault: { kind: 'fail' } }]);
    await using cache = tiered({}, new RemoteStore(), plan);
    await cache.set('key', 'value');
    expect(await statusOf(cache)).toEqual({ memory: 'unverified', remote: 'fresh' });
  });

  it('explains that a deleted entry is absent', async () => {
    for (const cache of [inMemory(), tiered()]) {
      await listening(cache);
      await cache.set('key', 'value');
      await cache.delete('key');
      expect(new Set(Object.values(await statusOf(cache)))).toEqual(new Set(['absent']));
      await cache.close();
    }
  });

  it('explains that an entry of another release is unreadable', async () => {
    const store = new RemoteStore();
    await using cache = tiered({}, store);
    const { storedKey } = await cache.explain('key');
    for (const metadata of [undefined, { v: 2, c: 0 }, { v: 1, c: -1 }, { garbage: true }]) {
      await store.memory.set(storedKey, 'of another', { metadata });
      expect(await statusOf(cache)).toEqual({ memory: 'absent', remote: 'unreadable' });
      expect(await cache.get('key')).toBeUndefined();
    }
  });

  it.each(['entries.get', 'versions.readSince'])(
    'explains that a tier is unavailable when %s fails',
    async (operation) => {
      let isCut = false;
      const plan = (call: { readonly operation: string }): { kind: 'fail' } | undefined =>
        isCut && call.operation === operation ? { kind: 'fail' } : undefined;
      await using cache = await listening(tiered({}, new RemoteStore(), plan));
      await cache.set('key', 'value');
      isCut = true;
      await vi.advanceTimersByTimeAsync(1_000);
      expect(await statusOf(cache)).toEqual({ memory: 'fresh', remote: 'unavailable' });
    },
  );

  it('explains within tierTimeout that a tier that does not answer is unavailable', async () => {
    await using cache = tiered({ tierTimeout: 100 }, new RemoteStore(), () => ({ kind: 'hang' }));
    const asked = statusOf(cache);
    await vi.advanceTimersByTimeAsync(110);
    expect(await asked).toEqual({ memory: 'absent', remote: 'unavailable' });
  });
});
