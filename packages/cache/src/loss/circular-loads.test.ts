import { CacheError } from '@modular-agent/cache-contract';
import { startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Gate } from '../test/gate.ts';
import { failureOf } from '../test/loaders.ts';
import type { Cache } from '../index.ts';
import { open, placeOn, tierings } from './support/open.ts';
import { reach } from './support/reach.ts';

let server: RedisServer;

beforeAll(async () => {
  server = await startRedis();
});

afterAll(() => server.kill());

/** Ways to ask for one key. */
const asks: readonly (readonly [
  string,
  (cache: Cache, key: string, load: () => Promise<unknown>) => Promise<unknown>,
])[] = [
  ['getOrSet', (cache, key, load) => cache.getOrSet(key, load)],
  ['getOrSetEntry', (cache, key, load) => cache.getOrSetEntry(key, load)],
  ['getOrSetMany', (cache, key, load) => cache.getOrSetMany([key], async () => new Map([[key, await load()]]))],
  ['a forced refresh', (cache, key, load) => cache.getOrSet(key, load, { forceRefresh: true })],
];

/** A loader that gives up where nothing else stops it: a forced refresh does not wait for the load that is under way. */
function atMostTen(load: () => Promise<unknown>): () => Promise<unknown> {
  let runs = 0;
  return async () => {
    runs++;
    if (runs > 10) throw new Error('the circle is not noticed');
    return await load();
  };
}

/** A circle is told at once: long before the loader's time is over. */
async function assertCircle(call: Promise<unknown>, keys: readonly string[]): Promise<void> {
  const failure = await failureOf(call);
  expect(failure).toMatchObject({ code: 'CACHE_CIRCULAR_LOAD', keys });
  expect(CacheError.isInstance(failure)).toBe(true);
  for (const key of keys) expect((failure as Error).message).toContain(key);
}

describe.each(tierings)('a loader over %s', (tiering) => {
  it.each(asks)('that asks for its own key is rejected with the key: %s', async (_, ask) => {
    await using one = open(tiering, placeOn({ url: server.url }));
    const load = atMostTen(() => ask(one.cache, 'a', load));
    await assertCircle(one.cache.getOrSet('a', load), ['a', 'a']);
    expect(await one.cache.getOrSet('a', () => 1)).toBe(1);
  });

  it.each(asks)('that asks for a key that asks for its own is rejected with the chain: %s', async (_, ask) => {
    await using one = open(tiering, placeOn({ url: server.url }));
    const a = atMostTen(() => ask(one.cache, 'b', b));
    const b = atMostTen(() => ask(one.cache, 'a', a));
    await assertCircle(one.cache.getOrSet('a', a), ['a', 'b', 'a']);
    expect(await one.cache.getOrSet('a', () => 1)).toBe(1);
    expect(await one.cache.getOrSet('b', () => 2)).toBe(2);
  });

  it('of two chains that cross is rejected, and neither waits for the other', async () => {
    await using one = open(tiering, placeOn({ url: server.url }));
    const { cache } = one;
    const [gateA, gateB] = [new Gate<void>(), new Gate<void>()];
    const loadA = async (context: { readonly signal: AbortSignal }): Promise<unknown> => {
      await gateA.loader(context);
      return await cache.getOrSet('b', () => 'other b');
    };
    const loadB = async (context: { readonly signal: AbortSignal }): Promise<unknown> => {
      await gateB.loader(context);
      return await cache.getOrSet('a', () => 'other a');
    };
    const results = [cache.getOrSet('a', loadA), cache.getOrSet('b', loadB)];
    const settled = Promise.allSettled(results);
    await reach(() => gateA.calls === 1 && gateB.calls === 1);
    gateA.open();
    gateB.open();
    const failures = (await settled).map((result) =>
      result.status === 'rejected' ? (result.reason as object) : result,
    );
    for (const failure of failures) expect(failure).toMatchObject({ code: 'CACHE_CIRCULAR_LOAD' });
  });

  it('may ask for other keys, also those that a loader before it asked for', async () => {
    await using one = open(tiering, placeOn({ url: server.url }));
    const { cache } = one;
    const base = (): Promise<unknown> => cache.getOrSet('base', () => 1);
    const load = async (): Promise<unknown[]> => [await base(), await cache.getOrSet('other', base), await base()];
    expect(await Promise.all([cache.getOrSet('a', load), cache.getOrSet('b', load)])).toEqual([[1, 1, 1], [1, 1, 1]]); // prettier-ignore
  });

  it('may ask for its own key where that needs no load: get, set, onlyIfCached', async () => {
    await using one = open(tiering, placeOn({ url: server.url }));
    const { cache } = one;
    const load = async (): Promise<unknown> => [
      await cache.get('a'),
      await cache.getOrSet('a', () => 0, { onlyIfCached: true }),
      (await cache.getMany(['a'])).size,
    ];
    expect(await cache.getOrSet('a', load)).toEqual([undefined, undefined, 0]);
  });

  it('of the same key in a namespace is no circle', async () => {
    await using one = open(tiering, placeOn({ url: server.url }));
    const below = one.cache.namespace('below');
    expect(await one.cache.getOrSet('a', () => below.getOrSet('a', () => 1))).toBe(1);
    const circle = (): Promise<unknown> => one.cache.getOrSet('x', () => below.getOrSet('a', circle));
    await below.delete('a');
    expect(await failureOf(below.getOrSet('a', circle))).toMatchObject({
      code: 'CACHE_CIRCULAR_LOAD',
    });
  });

  it('that refreshes in the background begins a chain of its own', async () => {
    await using one = open(tiering, placeOn({ url: server.url }), { grace: '1h', softTimeout: 0 });
    const { cache } = one;
    await cache.set('a', 'stale');
    await cache.expire('a');
    const refreshed = Promise.withResolvers<unknown>();
    const refresh = async (): Promise<unknown> => {
      // Would be a circle in the chain of the loader that asked.
      const value = await cache.getOrSet('outer', () => 'not run');
      refreshed.resolve(value);
      return value;
    };
    expect(await cache.getOrSet('outer', () => cache.getOrSet('a', refresh))).toBe('stale');
    expect(await refreshed.promise).toBe('stale');
    await reach(async () => (await cache.get('a')) === 'stale');
  });
});

describe('loaders of two caches', () => {
  it('that ask for each other are rejected with the chain', async () => {
    const place = placeOn({ url: server.url });
    await using one = open('memory alone', place, { name: 'one' });
    await using two = open('memory alone', place, { name: 'two' });
    const a = (): Promise<unknown> => two.cache.getOrSet('b', b);
    const b = (): Promise<unknown> => one.cache.getOrSet('a', a);
    await assertCircle(one.cache.getOrSet('a', a), ['a', 'b', 'a']);
  });

  it('of the same key in each are no circle', async () => {
    const place = placeOn({ url: server.url });
    await using one = open('memory alone', place, { name: 'one' });
    await using two = open('memory alone', place, { name: 'two' });
    expect(await one.cache.getOrSet('a', () => two.cache.getOrSet('a', () => 1))).toBe(1);
  });
});

describe('a caller outside of the circle', () => {
  it('that waits for one of its keys gets the error too, and nothing is left under way', async () => {
    await using one = open('memory alone', placeOn({ url: server.url }));
    const { cache } = one;
    const gate = new Gate<void>();
    const b = (): Promise<unknown> => cache.getOrSet('a', () => 'never');
    const inner = failureOf(
      cache.getOrSet('a', async (context) => {
        await gate.loader(context);
        return await cache.getOrSet('b', b);
      }),
    );
    await reach(() => gate.calls === 1);
    const outer = failureOf(cache.getOrSet('a', () => 'never'));
    gate.open();
    for (const failure of await Promise.all([inner, outer])) {
      expect(failure).toMatchObject({ code: 'CACHE_CIRCULAR_LOAD' });
    }
    expect(cache.getStats().inFlightLoads).toBe(0);
  });
});
