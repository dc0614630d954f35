import { describe, expect, it, vi } from 'vitest';
import type { Cache, GetOrSetOptions, ReadOptions } from './index.ts';
import { settle, useFakeTime } from './test/fake-time.ts';
import { Gate } from './test/gate.ts';
import { failing, failureOf, hanging } from './test/loaders.ts';
import { inMemory, kinds, tiered } from './test/open.ts';
import { RemoteStore } from './test/remote.ts';

useFakeTime();

/** Every way to ask for the entry under `key`, with what it says. */
const ways: readonly (readonly [string, (cache: Cache, options: ReadOptions<unknown>) => Promise<unknown>])[] = [
  ['get', (cache, options) => cache.get('key', options)],
  ['getMany', async (cache, options) => (await cache.getMany(['key'], options)).get('key')],
  ['exists', async (cache, options) => ((await cache.exists('key', options)) ? 'value' : undefined)],
  ['onlyIfCached', (cache, options) => cache.getOrSet('key', failing, { ...options, onlyIfCached: true })],
];

describe.each(kinds)('over %s,', (_, open) => {
  describe.each(ways)('%s', (_name, read) => {
    it('finds an entry, and nothing if there is none', async () => {
      await using cache = open();
      expect(await read(cache, {})).toBeUndefined();
      await cache.set('key', 'value');
      expect(await read(cache, {})).toBe('value');
    });

    it('finds an entry that is as old as maxAge, and no older one', async () => {
      await using cache = open();
      await cache.set('key', 'value');
      expect(await read(cache, { maxAge: 0 })).toBe('value');
      await vi.advanceTimersByTimeAsync(1_000);
      expect(await read(cache, { maxAge: '1s' })).toBe('value');
      expect(await read(cache, { maxAge: 999 })).toBeUndefined();
      expect(await read(cache, { maxAge: Infinity })).toBe('value');
    });

    it('does not find a stale entry', async () => {
      await using cache = open({ ttl: '1s', grace: '1h' });
      await cache.set('key', 'value');
      await vi.advanceTimersByTimeAsync(1_000);
      expect(await read(cache, {})).toBeUndefined();
      expect(await read(cache, { maxAge: '1h' })).toBeUndefined();
    });

    it('rejects with the reason of its aborted signal', async () => {
      await using cache = open();
      await cache.set('key', 'value');
      const signal = AbortSignal.abort('enough');
      expect(await failureOf(read(cache, { signal }))).toMatchObject({ code: 'CACHE_ABORTED', cause: 'enough' });
    });
  });

  it('runs the loader if the entry is older than maxAge, and keeps its value for all callers', async () => {
    await using cache = open({ grace: '1h' });
    await cache.set('key', 'old');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await cache.getOrSet('key', () => 'new', { maxAge: '1s' })).toBe('old');
    expect(await cache.getOrSet('key', () => 'new', { maxAge: 500 })).toBe('new');
    expect(await cache.get('key')).toBe('new');
  });

  it('serves nothing older than maxAge when the loader fails', async () => {
    await using cache = open({ grace: '1h' });
    await cache.set('key', 'old');
    await vi.advanceTimersByTimeAsync(1_000);
    await expect(cache.getOrSet('key', failing, { maxAge: 500 })).rejects.toThrow('no');
    expect(await cache.get('key')).toBe('old');
  });

  it('onlyIfCached runs no loader, and returns undefined', async () => {
    await using cache = open();
    expect(await cache.getOrSetEntry('key', failing, { onlyIfCached: true })).toMatchObject({
      value: undefined,
      source: 'none',
      isStale: false,
    });
    await cache.set('here', 1);
    expect(await cache.getOrSetMany(['here', 'missing'], failing, { onlyIfCached: true })).toEqual(
      new Map([['here', 1]]),
    );
    expect(cache.getStats()).toMatchObject({ loads: 0 });
  });

  it('noStore does not store the loaded value, and serves a fresh entry', async () => {
    await using cache = open();
    expect(await cache.getOrSet('key', () => 1, { noStore: true })).toBe(1);
    expect(await cache.exists('key')).toBe(false);
    expect(await cache.getOrSet('key', () => 2, { noStore: true })).toBe(2);
    await cache.set('key', 3);
    expect(await cache.getOrSet('key', () => 4, { noStore: true })).toBe(3);
  });

  it('noStore with forceRefresh leaves the entry as it is', async () => {
    await using cache = open();
    await cache.set('key', 'old');
    expect(await cache.getOrSet('key', () => 'new', { noStore: true, forceRefresh: true })).toBe('new');
    expect(await cache.get('key')).toBe('old');
  });

  it('forceRefresh loads in any case, and replaces the entry', async () => {
    await using cache = open();
    await cache.get('none');
    await settle();
    await cache.set('key', 'old');
    expect(await cache.getOrSetEntry('key', () => 'new', { forceRefresh: true })).toMatchObject({
      value: 'new',
      source: 'loader',
    });
    await settle();
    expect(await cache.get('key')).toBe('new');
    expect(await cache.getOrSet('key', () => 'newest', { forceRefresh: true })).toBe('newest');
  });

  it('forceRefresh rejects when its loader fails, and leaves the entry as it is', async () => {
    await using cache = open({ grace: '1h' });
    await cache.set('key', 'old');
    await expect(cache.getOrSet('key', failing, { forceRefresh: true })).rejects.toThrow('no');
    expect(await cache.get('key')).toBe('old');
  });

  it('forceRefresh does not wait for another load, whose result does not replace its own', async () => {
    await using cache = open();
    const gate = new Gate<string>();
    const before = cache.getOrSet('key', gate.loader);
    await settle();
    expect(await cache.getOrSet('key', () => 'forced', { forceRefresh: true })).toBe('forced');
    await settle();
    gate.open('late');
    expect(await before).toBe('late');
    await settle();
    expect(await cache.get('key')).toBe('forced');
  });

  it('a caller leaves at its timeout, and the loader goes on for others', async () => {
    await using cache = open();
    const gate = new Gate<string>();
    const patient = cache.getOrSet('key', gate.loader);
    const failure = failureOf(cache.getOrSet('key', gate.loader, { timeout: '1s' }));
    await settle();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await failure).toMatchObject({ code: 'CACHE_TIMEOUT', key: 'key', outcome: 'unknown' });
    expect(gate.signals[0]?.aborted).toBe(false);
    gate.open('value');
    expect(await patient).toBe('value');
  });

  it('the loader is aborted when the last caller leaves by its timeout', async () => {
    await using cache = open();
    const gate = new Gate<string>();
    const failure = failureOf(cache.getOrSet('key', gate.loader, { timeout: '1s' }));
    await settle();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await failure).toMatchObject({ code: 'CACHE_TIMEOUT' });
    expect(gate.signals[0]).toMatchObject({ aborted: true, reason: { code: 'CACHE_TIMEOUT' } });
  });

  it('a caller with an aborted signal runs no loader', async () => {
    await using cache = open();
    const gate = new Gate<string>();
    const options: GetOrSetOptions<string> = { signal: AbortSignal.abort() };
    await cache.get('none');
    await settle();
    expect(await failureOf(cache.getOrSet('key', gate.loader, options))).toMatchObject({ code: 'CACHE_ABORTED' });
    await cache.set('key', 'value');
    expect(await failureOf(cache.getOrSet('key', gate.loader, options))).toMatchObject({ code: 'CACHE_ABORTED' });
    expect(gate.calls).toBe(0);
  });

  it('a caller leaves no listener on its signal, and no timer', async () => {
    await using cache = open();
    const { signal } = new AbortController();
    const [add, remove] = [vi.spyOn(signal, 'addEventListener'), vi.spyOn(signal, 'removeEventListener')];
    for (const loader of [() => 1, failing]) {
      await cache.getOrSet('key', loader, { signal, timeout: '1h', forceRefresh: true }).catch(() => {});
    }
    await cache.get('other', { signal, timeout: '1h' });
    await settle();
    expect(add.mock.calls.length).toBe(remove.mock.calls.length);
    await cache.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a call that names tiers', () => {
  it('reads only the tiers that a call names', async () => {
    const store = new RemoteStore();
    await using writer = tiered({}, store);
    await using cache = tiered({}, store);
    await writer.set('key', 'value');
    expect(await cache.get('key', { tiers: ['memory'] })).toBeUndefined();
    expect(await cache.get('key', { tiers: ['remote'] })).toBe('value');
    expect(await cache.getOrSetEntry('key', failing, { tiers: ['remote'] })).toMatchObject({ source: 'remote' });
    expect(await cache.getOrSetEntry('key', failing)).toMatchObject({ source: 'memory' });
  });

  it('writes only to the tiers that a call names', async () => {
    const store = new RemoteStore();
    await using other = tiered({}, store);
    await using cache = tiered({}, store);
    await cache.get('none');
    await settle();
    await cache.set('here', 1, { tiers: ['memory'] });
    await cache.set('there', 2, { tiers: ['remote'] });
    await cache.getOrSet('loaded here', () => 3, { tiers: ['memory'] });
    await cache.getOrSet('loaded there', () => 4, { tiers: ['remote'] });
    await settle();
    const keys = ['here', 'there', 'loaded here', 'loaded there'];
    expect([...(await other.getMany(keys)).values()]).toEqual([2, 4]);
    expect([...(await cache.getMany(keys, { tiers: ['memory'] })).values()]).toEqual([1, 3]);
    await vi.advanceTimersByTimeAsync(10);
    expect(await cache.getOrSet('here', () => 5, { tiers: ['remote'] })).toBe(5);
  });
});

describe('while a shared tier does not answer,', () => {
  it('a caller waits no longer than its own timeout while a tier does not answer', async () => {
    const cache = tiered({ tierTimeout: '1h' }, new RemoteStore(), ({ operation }) =>
      operation === 'entries.getMany' || operation === 'entries.get' ? { kind: 'hang' } : undefined,
    );
    for (const read of [
      () => cache.get('key', { timeout: 20 }),
      () => cache.getMany(['key'], { timeout: 20 }),
      () => cache.getOrSet('key', hanging, { timeout: 20 }),
    ]) {
      const failure = failureOf(read());
      await vi.advanceTimersByTimeAsync(20);
      expect(await failure).toMatchObject({ code: 'CACHE_TIMEOUT' });
    }
    // It waits a second for what hangs.
    const closed = cache.close();
    await vi.advanceTimersByTimeAsync(1_000);
    await closed;
  });

  it("a caller waits no longer than tierTimeout for a tier that does not answer, and gets the loader's value", async () => {
    await using cache = tiered({ tierTimeout: 100 }, new RemoteStore(), () => ({ kind: 'hang' }));
    for (const loader of [() => 'loaded', failing]) {
      const loaded = cache.getOrSet('key', loader);
      await vi.advanceTimersByTimeAsync(120);
      expect(await loaded).toBe('loaded');
    }
  });
});

describe('what is given out', () => {
  it('exists returns a boolean, and never the value', async () => {
    await using cache = inMemory();
    await cache.setMany([
      ['null', null],
      ['zero', 0],
      ['empty', ''],
      ['false', false],
    ]);
    for (const key of ['null', 'zero', 'empty', 'false']) expect(await cache.exists(key)).toBe(true);
    expect(await cache.exists('none')).toBe(false);
  });
});
