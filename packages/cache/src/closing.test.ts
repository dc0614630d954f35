import { MemoryCacheProvider } from '@modular-agent/cache-memory';
import { describe, expect, it, vi } from 'vitest';
import { createCache, type Cache } from './index.ts';
import { settle, useFakeTime } from './test/fake-time.ts';
import { Gate } from './test/gate.ts';
import { failing, failureOf } from './test/loaders.ts';
import { kinds, tiered } from './test/open.ts';
import { RemoteStore } from './test/remote.ts';

useFakeTime();

const calls: readonly (readonly [string, (cache: Cache) => Promise<unknown>])[] = [
  ['get', (cache) => cache.get('key')],
  ['getMany', (cache) => cache.getMany(['key'])],
  ['exists', (cache) => cache.exists('key')],
  ['getOrSet', (cache) => cache.getOrSet('key', () => 1)],
  ['getOrSetEntry', (cache) => cache.getOrSetEntry('key', () => 1)],
  ['getOrSetMany', (cache) => cache.getOrSetMany(['key'], () => new Map())],
  ['set', (cache) => cache.set('key', 1)],
  ['setMany', (cache) => cache.setMany([['key', 1]])],
  ['delete', (cache) => cache.delete('key')],
  ['expire', (cache) => cache.expire('key')],
  ['invalidateTags', (cache) => cache.invalidateTags(['tag'])],
  ['clear', (cache) => cache.clear()],
  ['explain', (cache) => cache.explain('key')],
  ['a call of a namespace', (cache) => cache.namespace('below').get('key')],
];

describe.each(kinds)('a cache over %s', (_, open) => {
  it.each(calls)('refuses every call after close: %s', async (_name, call) => {
    const cache = open();
    await cache.set('key', 'value');
    await cache.close();
    expect(await failureOf(call(cache))).toMatchObject({ code: 'CACHE_CLOSED', provider: 'answers' });
  });

  it('leaves no timer behind after close', async () => {
    const cache = open();
    await cache.set('key', 'value');
    await cache.getOrSet('other', () => 1, { timeout: '1h' });
    await cache.invalidateTags(['tag']);
    await cache.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('closes once when close is called twice, also at once', async () => {
    const cache = open();
    await cache.get('key');
    await Promise.all([cache.close(), cache.close()]);
    await cache.close();
    expect(cache.getStats().state).toBe('closed');
  });

  it('closes without having been called', async () => {
    const cache = open();
    await cache.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('closes at the end of its block by await using', async () => {
    let kept: Cache;
    {
      await using cache = open();
      kept = cache;
      await cache.set('key', 'value');
    }
    expect(await failureOf(kept.get('key'))).toMatchObject({ code: 'CACHE_CLOSED' });
  });

  it('aborts the loader and rejects its callers when it closes', async () => {
    const cache = open();
    const gate = new Gate<string>();
    const failure = failureOf(cache.getOrSet('key', gate.loader));
    await settle();
    await cache.close();
    expect(await failure).toMatchObject({ code: 'CACHE_ABORTED', cause: { code: 'CACHE_CLOSED' } });
    expect(gate.signals[0]).toMatchObject({ aborted: true, reason: { code: 'CACHE_CLOSED' } });
    await settle();
    expect(vi.getTimerCount()).toBe(0);
    expect(cache.getStats().inFlightLoads).toBe(0);
  });
});

describe('closing', () => {
  it('leaves the providers open, with their entries, when a cache closes', async () => {
    const memory = new MemoryCacheProvider();
    const open = (): Cache => createCache({ name: 'answers', tiers: [memory] });
    const cache = open();
    await cache.set('key', 'value');
    await cache.close();
    await using next = open();
    expect(await next.get('key')).toBe('value');
    await memory.close();
  });

  it('closes after a loaded value is stored', async () => {
    const store = new RemoteStore();
    const cache = tiered({ tierTimeout: '10s' }, store, ({ operation }) =>
      operation === 'entries.store' ? { kind: 'delay', milliseconds: 500 } : undefined,
    );
    expect(await cache.getOrSet('key', () => 'loaded')).toBe('loaded');
    const closed = cache.close();
    await vi.advanceTimersByTimeAsync(500);
    await closed;
    await using other = tiered({}, store);
    expect(await other.getOrSet('key', failing)).toBe('loaded');
  });

  it('resolves every call of close at the end', async () => {
    const cache = tiered({ tierTimeout: '10s' }, new RemoteStore(), ({ operation }) =>
      operation === 'entries.store' ? { kind: 'delay', milliseconds: 500 } : undefined,
    );
    await cache.getOrSet('key', () => 'loaded');
    const ended: string[] = [];
    const closing = [
      cache.close().then(() => void ended.push('first')),
      cache.close().then(() => void ended.push('second')),
    ];
    await vi.advanceTimersByTimeAsync(499);
    expect(ended).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    await Promise.all(closing);
    expect(ended).toEqual(['first', 'second']);
  });

  it("closes within a second while a value can't be stored", async () => {
    const cache = tiered({ tierTimeout: '1h' }, new RemoteStore(), ({ operation }) =>
      operation === 'entries.store' ? { kind: 'hang' } : undefined,
    );
    expect(await cache.getOrSet('key', () => 'loaded')).toBe('loaded');
    const ended = vi.fn<() => void>();
    void cache.close().then(ended, ended);
    await vi.advanceTimersByTimeAsync(999);
    expect(ended).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await settle();
    expect(ended).toHaveBeenCalled();
  });

  it('rejects callers that wait for another process when the cache closes', async () => {
    const store = new RemoteStore();
    await using other = tiered({}, store);
    const cache = tiered({}, store);
    const gate = new Gate<string>();
    const lead = other.getOrSet('key', gate.loader);
    await settle();
    const failure = failureOf(cache.getOrSet('key', failing));
    await settle();
    await cache.close();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await failure).toMatchObject({ code: 'CACHE_CLOSED' });
    gate.open('value');
    expect(await lead).toBe('value');
  });

  it('gives leases back when it closes, so that another process loads at once', async () => {
    const store = new RemoteStore();
    await using other = tiered({ leaseTtl: '1h' }, store);
    let isCut = false;
    const cache = tiered({ leaseTtl: '1h' }, store, ({ operation }) => {
      if (isCut) return { kind: 'fail' };
      return operation === 'entries.release' ? { kind: 'delay', milliseconds: 100 } : undefined;
    });
    const gate = new Gate<string>();
    const failure = failureOf(cache.getOrSet('key', gate.loader));
    await settle();
    // As if its providers were closed then.
    const closed = cache.close().then(() => void (isCut = true));
    await vi.advanceTimersByTimeAsync(99);
    expect(isCut).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await closed;
    expect(await failure).toMatchObject({ code: 'CACHE_ABORTED' });
    expect(await other.getOrSet('key', () => 'of the other')).toBe('of the other');
  });

  it('stops its retries of an unavailable tier when it closes', async () => {
    let isCut = false;
    const cache = tiered({}, new RemoteStore(), () => (isCut ? { kind: 'fail' } : undefined));
    await cache.set('key', 'value');
    isCut = true;
    await cache.delete('key');
    expect(cache.getStats().pending).toBe(1);
    await cache.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});
