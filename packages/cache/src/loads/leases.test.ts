import { MemoryCacheProvider } from '@modular-agent/cache-memory';
import { describe, expect, it } from 'vitest';
import { createCache, type Cache } from '../index.ts';
import { settle, useFakeTime } from '../test/fake-time.ts';
import { failing, failureOf } from '../test/loaders.ts';
import { tiered } from '../test/open.ts';
import { RemoteStore } from '../test/remote.ts';

useFakeTime();

/** A cache whose leases are granted once the gate opens. */
function heldUp(store: RemoteStore, gate: Promise<void>): Cache {
  const remote = store.connect((operation) => (operation === 'leases.acquire' ? gate : undefined));
  return createCache({ name: 'answers', tiers: [new MemoryCacheProvider(), remote], jitter: 0 });
}

describe('a lease', () => {
  it('is given back when the schema throws for the entry that was stored meanwhile', async () => {
    const store = new RemoteStore();
    const gate = Promise.withResolvers<void>();
    await using cache = heldUp(store, gate.promise);
    await using other = tiered({}, store);
    const schema = { '~standard': { version: 1, vendor: 'test', validate: failing } } as const;
    const failure = failureOf(cache.getOrSet('key', () => 1, { schema }));
    await settle();
    await other.set('key', 2);
    gate.resolve();
    expect(await failure).toMatchObject({ message: 'no' });
    await settle();
    expect(store.calls['leases.release']).toBe(1);
  });

  it('is not asked for by a load whose callers have left', async () => {
    const store = new RemoteStore();
    const gate = Promise.withResolvers<void>();
    await using cache = heldUp(store, gate.promise);
    const loads = Array.from({ length: 2_000 }, (_, index) => cache.getOrSet(`key ${index}`, () => index));
    await settle();
    const controller = new AbortController();
    const left = failureOf(cache.getOrSet('left', failing, { signal: controller.signal }));
    await settle();
    controller.abort();
    expect(await left).toMatchObject({ name: 'CacheAbortError' });
    gate.resolve();
    await Promise.all(loads);
    await cache.flush();
    await settle();
    expect(store.calls['leases.acquire']).toBe(2_000);
    expect(cache.getStats()).toMatchObject({ inFlightLoads: 0, queued: 0 });
  });
});
