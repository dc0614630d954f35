import { MemoryCacheProvider } from '@modular-agent/cache-memory';
import { describe, expect, it, vi } from 'vitest';
import { createCache, type Cache, type CacheOptions, type CacheProblem } from './index.ts';
import { settle, useFakeTime } from './test/fake-time.ts';
import { Gate } from './test/gate.ts';
import { failureOf } from './test/loaders.ts';
import { RemoteStore } from './test/remote.ts';

useFakeTime();

function inMemory(options: Partial<CacheOptions> = {}): Cache {
  return createCache({ name: 'answers', tiers: [new MemoryCacheProvider()], jitter: 0, ...options });
}

function tiered(store: RemoteStore, options: Partial<CacheOptions> = {}): Cache {
  return createCache({ name: 'answers', tiers: [new MemoryCacheProvider(), store.connect()], jitter: 0, ...options });
}

function fail(): string {
  throw new Error('no');
}

describe.each(['memory alone', 'memory over a shared store'])('a loader, with %s', (kind) => {
  const open = (options: Partial<CacheOptions> = {}): Cache =>
    kind === 'memory alone' ? inMemory(options) : tiered(new RemoteStore(), options);

  it('runs the loader once for any number of callers, and keeps its result', async () => {
    const cache = open();
    const gate = new Gate<string>();
    const asked = Array.from({ length: 1_000 }, () => cache.getOrSet('key', gate.loader));
    await settle();
    gate.open('value');
    expect(new Set(await Promise.all(asked))).toEqual(new Set(['value']));
    expect(await cache.getOrSet('key', gate.loader)).toBe('value');
    expect(gate.calls).toBe(1);
    expect(cache.getStats()).toMatchObject({ loads: 1, coalesced: 999, localHits: 1 });
    await cache.close();
  });

  it('runs the loader again after the ttl', async () => {
    const cache = open({ ttl: '1s' });
    let calls = 0;
    const loader = (): number => ++calls;
    expect(await cache.getOrSet('key', loader)).toBe(1);
    await vi.advanceTimersByTimeAsync(999);
    expect(await cache.getOrSet('key', loader)).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await cache.getOrSet('key', loader)).toBe(2);
    await cache.close();
  });

  it('rejects all waiting callers when the loader fails, and runs it again for the next caller', async () => {
    const cache = open();
    const gate = new Gate<string>();
    const asked = [cache.getOrSet('key', gate.loader), cache.getOrSet('key', gate.loader)];
    await settle();
    gate.fail(new Error('no'));
    for (const { status } of await Promise.allSettled(asked)) expect(status).toBe('rejected');
    expect(await cache.getOrSet('key', () => 'value')).toBe('value');
    await cache.close();
  });

  it("returns the loader's undefined to waiting callers, and stores nothing", async () => {
    const cache = open();
    expect(await cache.getOrSet('key', () => undefined)).toBeUndefined();
    expect(await cache.exists('key')).toBe(false);
    expect(await cache.getOrSet('key', () => 'value')).toBe('value');
    await cache.close();
  });

  it('gives a loader up at loaderTimeout: the next caller runs a new one, and a late result is ignored', async () => {
    const cache = open({ loaderTimeout: '1s' });
    const gate = new Gate<string>();
    const first = cache.getOrSet('key', gate.loader);
    const failed = failureOf(first);
    await settle();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await failed).toMatchObject({ code: 'CACHE_TIMEOUT', key: 'key' });
    expect(gate.signals[0]?.aborted).toBe(true);
    expect(await cache.getOrSet('key', () => 'new')).toBe('new');
    gate.open('old');
    await settle();
    expect(await cache.get('key')).toBe('new');
    expect(cache.getStats().inFlightLoads).toBe(0);
    await cache.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('rejects only the caller of a loader that never settles, and runs one new loader for all that joined', async () => {
    const cache = open({ loaderTimeout: '1s' });
    const [hung, well] = [new Gate<string>(), new Gate<string>()];
    const failed = failureOf(cache.getOrSet('key', hung.loader));
    const leaving = failureOf(cache.getOrSet('key', well.loader, { timeout: 1_500 }));
    const asked = Array.from({ length: 100 }, () => cache.getOrSet('key', well.loader));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await failed).toMatchObject({ code: 'CACHE_TIMEOUT' });
    await vi.advanceTimersByTimeAsync(499);
    expect(well.calls).toBe(1);
    // His time goes on where it was.
    await vi.advanceTimersByTimeAsync(1);
    expect(await leaving).toMatchObject({ code: 'CACHE_TIMEOUT', message: expect.stringContaining('ms') as string });
    well.open('value');
    await settle();
    expect(new Set(await Promise.all(asked))).toEqual(new Set(['value']));
    expect(hung.calls).toBe(1);
    await cache.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("keeps loading when one caller leaves, and aborts with the last caller's reason when all have left", async () => {
    const cache = open();
    const gate = new Gate<string>();
    const [one, two] = [new AbortController(), new AbortController()];
    const asked = [one, two].map(({ signal }) => cache.getOrSet('key', gate.loader, { signal }));
    const failed = asked.map((each) => expect(each).rejects.toMatchObject({ code: 'CACHE_ABORTED' }));
    await settle();
    one.abort();
    await failed[0];
    expect(gate.signals[0]?.aborted).toBe(false);
    two.abort('enough');
    await failed[1];
    expect(gate.signals[0]).toMatchObject({ aborted: true, reason: 'enough' });
    expect(await cache.getOrSet('key', () => 'new')).toBe('new');
    await cache.close();
  });

  it('does not abort the loader while a caller without a signal waits', async () => {
    const cache = open();
    const gate = new Gate<string>();
    const leaving = new AbortController();
    const stays = cache.getOrSet('key', gate.loader);
    const leaves = failureOf(cache.getOrSet('key', gate.loader, { signal: leaving.signal }));
    await settle();
    leaving.abort();
    expect(await leaves).toMatchObject({ code: 'CACHE_ABORTED' });
    gate.open('value');
    expect(await stays).toBe('value');
    await cache.close();
  });

  it('serves the stale value until its grace ends when the loader fails', async () => {
    const cache = open({ ttl: '1s', grace: '10s' });
    await cache.set('key', 'old');
    await vi.advanceTimersByTimeAsync(1_500);
    expect(await cache.getOrSetEntry('key', fail)).toMatchObject({
      value: 'old',
      isStale: true,
      staleReason: 'loader-failed',
    });
    expect(await cache.get('key')).toBeUndefined();
    await vi.advanceTimersByTimeAsync(10_000);
    await expect(cache.getOrSet('key', fail)).rejects.toThrow('no');
    await cache.close();
  });

  it("serves the stale value after the soft timeout, and stores the slow loader's result", async () => {
    const cache = open({ ttl: '1s', grace: '10s', softTimeout: '100ms' });
    await cache.set('key', 'old');
    await vi.advanceTimersByTimeAsync(1_500);
    const gate = new Gate<string>();
    const asked = cache.getOrSetEntry('key', gate.loader);
    await settle();
    await vi.advanceTimersByTimeAsync(100);
    expect(await asked).toMatchObject({ value: 'old', staleReason: 'loader-slow' });
    gate.open('new');
    await settle();
    expect(await cache.get('key')).toBe('new');
    await cache.close();
  });

  it('refreshes ahead of the end of the ttl for one reader, and returns the present value at once', async () => {
    const cache = open({ ttl: '10s', refreshAhead: 0.8 });
    await cache.set('key', 'old');
    await vi.advanceTimersByTimeAsync(8_000);
    const gate = new Gate<string>();
    for (let reader = 0; reader < 5; reader++) expect(await cache.getOrSet('key', gate.loader)).toBe('old');
    await settle();
    expect(gate.calls).toBe(1);
    gate.open('new');
    await settle();
    expect(await cache.get('key')).toBe('new');
    await cache.close();
  });

  it('passes the key and the stale value to the loader, which sets ttl and tags or skips the store', async () => {
    const cache = open({ ttl: '1s', grace: '1h' });
    await cache.set('key', 'old');
    await vi.advanceTimersByTimeAsync(1_500);
    await cache.getOrSet('key', ({ key, stale, attempt, setTtl, setTags }) => {
      expect({ key, stale, attempt }).toEqual({ key: 'key', stale: 'old', attempt: 1 });
      setTtl('1m');
      setTags(['a']);
      return 'new';
    });
    await vi.advanceTimersByTimeAsync(59_000);
    expect(await cache.get('key')).toBe('new');
    await cache.invalidateTags(['a']);
    expect(await cache.get('key')).toBeUndefined();
    expect(await cache.getOrSet('other', ({ skipStore }) => (skipStore(), 1))).toBe(1);
    expect(await cache.exists('other')).toBe(false);
    await cache.close();
  });

  it('runs the loader at once after the entry was deleted or expired', async () => {
    const cache = open();
    for (const end of [cache.delete.bind(cache), cache.expire.bind(cache)]) {
      await cache.set('key', 'old');
      await end('key');
      expect(await cache.getOrSet('key', () => 'new')).toBe('new');
    }
    expect(cache.getStats().waitedForLease).toBe(0);
    await cache.close();
  });

  it('does not replace a value that was set while the loader ran', async () => {
    const cache = open();
    const gate = new Gate<string>();
    const asked = cache.getOrSet('key', gate.loader);
    await settle();
    await cache.set('key', 'set');
    gate.open('loaded');
    expect(await asked).toBe('loaded');
    await settle();
    expect(await cache.get('key')).toBe('set');
    await cache.close();
  });

  it('stores no result of a load that began before a delete or an invalidation of its tags', async () => {
    const cache = open();
    for (const end of [() => cache.delete('key'), () => cache.invalidateTags(['a']), () => cache.clear()]) {
      const gate = new Gate<string>();
      const asked = cache.getOrSet('key', gate.loader, { tags: ['a'] });
      await settle();
      await end();
      await vi.advanceTimersByTimeAsync(1);
      gate.open('loaded');
      expect(await asked).toBe('loaded');
      await settle();
      expect(await cache.get('key')).toBeUndefined();
    }
    await cache.close();
  });

  it('returns snapshots, so that no caller changes the value of another', async () => {
    const cache = open();
    const made = { list: [1], at: new Date(5) };
    const first = await cache.getOrSet('key', () => made);
    made.list.push(2);
    first.at.setTime(9);
    expect(() => first.list.push(3)).toThrow(TypeError);
    expect(await cache.get('key')).toEqual({ list: [1], at: new Date(5) });
    await cache.close();
  });

  it("returns a loaded value that can't be stored, and reports the path to it", async () => {
    const problems: CacheProblem[] = [];
    const cache = open({ onProblem: (problem) => problems.push(problem) });
    const value = { bad: () => 1 };
    expect(await cache.getOrSet('key', () => value)).toBe(value);
    expect(problems).toMatchObject([
      { kind: 'not-stored', cache: 'answers', key: 'key', cause: { code: 'CACHE_SERIALIZATION', path: 'value.bad' } },
    ]);
    expect(await cache.getOrSet('key', () => 'other')).toBe('other');
    await cache.close();
  });
});
