import { scriptedFaults, type Fault, type FaultPlan } from '@modular-agent/cache-conformance';
import { describe, expect, it, vi } from 'vitest';
import type { Cache } from './index.ts';
import { settle, useFakeTime } from './test/fake-time.ts';
import { failureOf, failing } from './test/loaders.ts';
import { tiered } from './test/open.ts';
import { RemoteStore } from './test/remote.ts';

useFakeTime();

/** A cache that tells its callers what its tiers fail with, over one of which everything fails once it is cut. */
function cuttable(fault: Fault = { kind: 'fail' }): { readonly cache: Cache; readonly cut: () => void } {
  let isCut = false;
  const plan: FaultPlan = () => (isCut ? fault : undefined);
  return { cache: tiered({ tierErrors: 'throw' }, new RemoteStore(), plan), cut: () => void (isCut = true) };
}

const calls: readonly (readonly [string, (cache: Cache) => Promise<unknown>])[] = [
  ['get', (cache) => cache.get('key')],
  ['getMany', (cache) => cache.getMany(['key'])],
  ['exists', (cache) => cache.exists('key')],
  ['set', (cache) => cache.set('key', 1)],
  ['setMany', (cache) => cache.setMany([['key', 1]])],
  ['delete', (cache) => cache.delete('key')],
  ['expire', (cache) => cache.expire('key')],
  ['invalidateTags', (cache) => cache.invalidateTags(['tag'])],
  ['clear', (cache) => cache.clear()],
  ['getOrSet', (cache) => cache.getOrSet('key', () => 1)],
  ['getOrSet of what is there alone', (cache) => cache.getOrSet('key', () => 1, { onlyIfCached: true })],
  ['getOrSet anew', (cache) => cache.getOrSet('key', () => 1, { forceRefresh: true })],
  ['getOrSetEntry', (cache) => cache.getOrSetEntry('key', () => 1)],
  ['getOrSetMany', (cache) => cache.getOrSetMany(['key'], () => new Map([['key', 1]]))],
];

describe("with tierErrors: 'throw'", () => {
  it.each(calls)("a call rejects with the error of the tier if tierErrors is 'throw': %s", async (_, call) => {
    const { cache, cut } = cuttable();
    cut();
    expect(await failureOf(call(cache))).toMatchObject({ code: 'CACHE_UNAVAILABLE', provider: 'remote' });
    await cache.close();
  });

  it.each(calls)(
    "a call rejects with a timeout if the tier does not answer and tierErrors is 'throw': %s",
    async (_, call) => {
      const { cache, cut } = cuttable({ kind: 'hang' });
      cut();
      const failure = failureOf(call(cache));
      await vi.advanceTimersByTimeAsync(250);
      expect(await failure).toMatchObject({ code: 'CACHE_TIMEOUT' });
      void cache.close();
      await vi.advanceTimersByTimeAsync(1_000);
    },
  );

  it("a hit in memory resolves while a tier fails and tierErrors is 'throw'", async () => {
    const { cache, cut } = cuttable();
    await cache.get('none');
    await settle();
    await cache.set('key', 'value');
    cut();
    expect(await cache.get('key')).toBe('value');
    expect(await cache.getMany(['key'])).toEqual(new Map([['key', 'value']]));
    expect(await cache.getOrSet('key', failing)).toBe('value');
    await cache.close();
  });

  it("a write that rejected is made up for if tierErrors is 'throw'", async () => {
    const store = new RemoteStore();
    await using other = tiered({}, store);
    let isCut = false;
    await using cache = tiered({ tierErrors: 'throw' }, store, () => (isCut ? { kind: 'fail' } : undefined));
    await cache.set('key', 'old');
    isCut = true;
    await failureOf(cache.delete('key'));
    isCut = false;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await other.get('key')).toBeUndefined();
  });

  it("calls resolve while every tier answers and tierErrors is 'throw'", async () => {
    const { cache } = cuttable();
    for (const [, call] of calls) await expect(call(cache)).resolves.not.toThrow();
    await cache.close();
  });
});

describe("with tierErrors: 'contain'", () => {
  it('a malformed key is refused while a tier fails, and leaves nothing to make up for', async () => {
    await using cache = tiered({ onProblem: () => undefined }, new RemoteStore(), () => ({ kind: 'fail' }));
    const wrong = '\ud800';
    const writes = [() => cache.set(wrong, 1), () => cache.delete(wrong), () => cache.expire(wrong)];
    for (const write of writes) expect(await failureOf(write())).toMatchObject({ code: 'CACHE_KEY' });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(cache.getStats()).toMatchObject({ pending: 0 });
  });

  it.each(calls)("no call rejects when a tier fails and tierErrors is 'contain': %s", async (_, call) => {
    await using cache = tiered({}, new RemoteStore(), () => ({ kind: 'fail' }));
    await call(cache);
    expect(Object.values(cache.getStats().failures).length).toBeGreaterThan(0);
  });

  it.each(['fail', 'lose-answer', 'drop', 'corrupt'] as const)(
    'the loader answers whatever a tier does: %s',
    async (kind) => {
      const plan = scriptedFaults(
        [
          'entries.getMany',
          'entries.store',
          'entries.acquire',
          'entries.release',
          'versions.readSince',
          'backplane.publish',
        ].map((operation) => ({ operation, times: 2, fault: { kind } })),
      );
      await using cache = tiered({}, new RemoteStore(), plan);
      for (const key of ['one', 'two', 'three', 'one', 'two', 'three']) {
        const loaded = cache.getOrSet(key, () => `of ${key}`);
        await vi.advanceTimersByTimeAsync(1_000);
        expect(await loaded).toBe(`of ${key}`);
      }
    },
  );
});
