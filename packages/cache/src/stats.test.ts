import type { FaultPlan } from '@modular-agent/cache-conformance';
import { describe, expect, it, vi } from 'vitest';
import type { CacheStats } from './index.ts';
import { settle, useFakeTime } from './test/fake-time.ts';
import { Gate } from './test/gate.ts';
import { failing, hanging } from './test/loaders.ts';
import { inMemory, kinds, tiered } from './test/open.ts';
import { RemoteStore } from './test/remote.ts';

useFakeTime();

/** Counts of a cache that was never called. */
const none: Partial<CacheStats> = {
  localHits: 0,
  sharedHits: 0,
  misses: 0,
  coalesced: 0,
  waitedForLease: 0,
  loads: 0,
  loadErrors: 0,
  refreshes: 0,
  staleServed: 0,
  sets: 0,
  deletes: 0,
  invalidations: 0,
  pending: 0,
  failures: {},
  supersededFills: 0,
  inFlightLoads: 0,
};

const slowReads: FaultPlan = ({ operation }) =>
  operation === 'entries.getMany' ? { kind: 'delay', milliseconds: 50 } : undefined;

describe.each(kinds)('the stats of a cache, over %s,', (_, open) => {
  it('begins with zero counts', async () => {
    await using cache = open();
    expect(cache.getStats()).toMatchObject({ ...none, name: 'answers' });
  });

  it('counts hits and misses by key', async () => {
    await using cache = open();
    await cache.get('none');
    await settle();
    await cache.set('key', 1);
    for (let read = 0; read < 3; read++) await cache.get('key');
    await cache.getMany(['key', 'none', 'nothing']);
    await cache.exists('key');
    expect(cache.getStats()).toMatchObject({ localHits: 5, sharedHits: 0, misses: 3, sets: 1, loads: 0 });
  });

  it('counts each stored entry, deletion and invalidation', async () => {
    await using cache = open();
    await cache.set('a', 1);
    await cache.setMany([
      ['b', 1],
      ['c', 1],
    ]);
    await cache.delete('a');
    await cache.invalidateTags(['one', 'two']);
    await cache.clear();
    expect(cache.getStats()).toMatchObject({ sets: 3, deletes: 1, invalidations: 2 });
  });

  it('counts loads, failed loads, coalesced callers and loads in flight', async () => {
    await using cache = open();
    const gate = new Gate<string>();
    const asked = [cache.getOrSet('key', gate.loader), cache.getOrSet('key', gate.loader)];
    await settle();
    expect(cache.getStats()).toMatchObject({ loads: 1, coalesced: 1, inFlightLoads: 1 });
    gate.open('value');
    await Promise.all(asked);
    await cache.getOrSet('other', failing).catch(() => {});
    expect(cache.getStats()).toMatchObject({ loads: 2, loadErrors: 1, coalesced: 1, inFlightLoads: 0 });
  });

  it('counts stale values that are served after a failure and after the soft timeout', async () => {
    await using cache = open({ ttl: '1s', grace: '1h', retryAfter: 0 });
    await cache.set('key', 1);
    await vi.advanceTimersByTimeAsync(1_000);
    await cache.getOrSet('key', failing);
    expect(cache.getStats()).toMatchObject({ staleServed: 1 });
    const slow = cache.getOrSet('key', hanging, { softTimeout: '1s' });
    await vi.advanceTimersByTimeAsync(1_000);
    await slow;
    expect(cache.getStats()).toMatchObject({ staleServed: 2, loads: 2, loadErrors: 1 });
  });

  it('counts refreshes ahead of the end of the ttl', async () => {
    await using cache = open({ ttl: '10s', refreshAhead: 0.5 });
    await cache.get('none');
    await settle();
    await cache.set('key', 1);
    await vi.advanceTimersByTimeAsync(5_000);
    await cache.getOrSet('key', () => 2);
    await settle();
    expect(cache.getStats()).toMatchObject({ refreshes: 1, loads: 1 });
  });

  it('counts for all namespaces of a cache together', async () => {
    await using cache = open();
    const below = cache.namespace('below');
    await below.set('key', 1);
    await cache.set('key', 1);
    expect(cache.getStats()).toMatchObject({ sets: 2, name: 'answers' });
    expect(below.getStats()).toEqual(cache.getStats());
  });

  it('returns stats that do not change afterwards', async () => {
    await using cache = open();
    const before = cache.getStats();
    await cache.set('key', 1);
    expect(before).toMatchObject(none);
  });

  it('reports the state: ready, then closed', async () => {
    const cache = open();
    await cache.get('key');
    await settle();
    expect(cache.getStats()).toMatchObject({ state: 'ready', isListening: true });
    await cache.close();
    expect(cache.getStats()).toMatchObject({ state: 'closed', isListening: false });
  });
});

describe('the stats of a cache over a store that processes share', () => {
  it('counts each answer of the shared store once', async () => {
    const store = new RemoteStore();
    await using other = tiered({}, store);
    await using cache = tiered({}, store);
    await cache.get('none');
    await settle();
    await other.set('key', 1);
    await settle();
    await cache.get('key');
    await cache.get('key');
    expect(cache.getStats()).toMatchObject({ sharedHits: 1, localHits: 1, misses: 1 });
  });

  it('counts loads that waited for the lease of another process', async () => {
    const store = new RemoteStore();
    await using other = tiered({}, store);
    await using cache = tiered({}, store);
    const gate = new Gate<string>();
    const lead = other.getOrSet('key', gate.loader);
    await settle();
    const asked = cache.getOrSet('key', failing);
    await settle();
    // It looks several times whether the other is still there.
    await vi.advanceTimersByTimeAsync(1_000);
    gate.open('value');
    await lead;
    await settle();
    await vi.advanceTimersByTimeAsync(300);
    expect(await asked).toBe('value');
    expect(cache.getStats()).toMatchObject({ waitedForLease: 1, loads: 0 });
    expect(other.getStats()).toMatchObject({ waitedForLease: 0, loads: 1 });
  });

  it('counts failures by tier and of the coordination, and is degraded while a write is pending', async () => {
    let isCut = false;
    await using cache = tiered({}, new RemoteStore(), () => (isCut ? { kind: 'fail' } : undefined));
    await cache.get('none');
    await settle();
    isCut = true;
    await cache.get('key');
    const before = cache.getStats();
    expect(before).toMatchObject({
      failures: { remote: 1, coordination: 1 },
      state: 'degraded',
      problems: ['coordination', 'remote'],
    });
    await cache.delete('one');
    await cache.delete('two');
    await cache.invalidateTags(['tag']);
    expect(cache.getStats()).toMatchObject({ state: 'degraded', pending: 3 });
    expect(cache.getStats().failures['coordination']).toBeGreaterThanOrEqual(2);
    expect(before.failures).toEqual({ remote: 1, coordination: 1 });
    isCut = false;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(cache.getStats()).toMatchObject({ state: 'ready', pending: 0 });
  });

  it('counts fills of memory that a write superseded', async () => {
    const store = new RemoteStore();
    await using cache = tiered({}, store, slowReads);
    await using other = tiered({}, store);
    await other.set('key', 1);
    const read = cache.get('key');
    await settle();
    await other.set('key', 2);
    await vi.advanceTimersByTimeAsync(50);
    await read;
    expect(cache.getStats()).toMatchObject({ supersededFills: 1 });
    expect(await cache.get('key', { tiers: ['memory'] })).toBeUndefined();
  });
});

describe('the stats of a cache that has not been called', () => {
  it('is not listening before the first call', async () => {
    await using cache = inMemory();
    expect(cache.getStats()).toMatchObject({ isListening: false });
  });
});
