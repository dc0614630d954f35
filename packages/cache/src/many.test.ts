import { describe, expect, it, vi } from 'vitest';
import type { BulkLoader } from './index.ts';
import { settle, useFakeTime } from './test/fake-time.ts';
import { Gate } from './test/gate.ts';
import { failing, failureOf } from './test/loaders.ts';
import { kinds, tiered } from './test/open.ts';
import { RemoteStore } from './test/remote.ts';

useFakeTime();

/** A bulk loader that gives each key in capitals, and notes the keys of each of its calls. */
function shouter(): { readonly calls: (readonly string[])[]; readonly loader: BulkLoader<string> } {
  const calls: (readonly string[])[] = [];
  const loader: BulkLoader<string> = (keys) => {
    calls.push([...keys]);
    return new Map(keys.map((key) => [key, key.toUpperCase()]));
  };
  return { calls, loader };
}

describe.each(kinds)('several keys at once, over %s:', (_, open) => {
  it('setMany stores every valid entry, and rejects with the others', async () => {
    await using cache = open();
    const entries = [
      ['', 1],
      ['good', 2],
      ['bad', () => 3],
    ] as const;
    const failure = (await failureOf(cache.setMany(entries))) as { readonly failed: ReadonlyMap<string, unknown> };
    expect(failure).toMatchObject({ code: 'CACHE_BATCH' });
    expect([...failure.failed.keys()]).toEqual(['', 'bad']);
    expect(await cache.get('good')).toBe(2);
  });

  it('getOrSetMany rejects if the loader returns no Map', async () => {
    await using cache = open();
    const loader = (() => ({ key: 1 })) as unknown as BulkLoader<number>;
    expect(await failureOf(cache.getOrSetMany(['key'], loader))).toMatchObject({
      code: 'CACHE_OPTION',
      option: 'loader',
    });
  });

  it('getMany returns each entry once, in the order of the keys', async () => {
    await using cache = open();
    await cache.setMany([
      ['a', 1],
      ['b', null],
      ['c', 3],
    ]);
    const found = await cache.getMany(new Set(['c', 'missing', 'a', 'b']));
    expect([...found]).toEqual([
      ['c', 3],
      ['a', 1],
      ['b', null],
    ]);
    expect([...(await cache.getMany(['a', 'c', 'a'])).keys()]).toEqual(['a', 'c']);
    expect(await cache.getMany([])).toEqual(new Map());
  });

  it('setMany takes any iterable, and stores the later of two values of one key', async () => {
    await using cache = open();
    await cache.setMany(new Map([['a', 1]]));
    await cache.setMany([
      ['b', 1],
      ['b', 2],
    ]);
    expect(await cache.setMany([])).toEqual({ pending: [] });
    expect(await cache.getMany(['a', 'b'])).toEqual(
      new Map([
        ['a', 1],
        ['b', 2],
      ]),
    );
  });

  it("setMany stores every value that it can, and names each key that it can't store", async () => {
    await using cache = open();
    await cache.set('bad', 'old');
    const failure = await failureOf(
      cache.setMany([
        ['good', 1],
        ['bad', () => 1],
        ['late', 2],
      ]),
    );
    expect(failure).toMatchObject({ code: 'CACHE_BATCH' });
    const { failed } = failure as { failed: ReadonlyMap<string, unknown> };
    expect([...failed.keys()]).toEqual(['bad']);
    expect(failed.get('bad')).toMatchObject({ code: 'CACHE_SERIALIZATION' });
    expect(await cache.getMany(['good', 'bad', 'late'])).toEqual(
      new Map<string, unknown>([
        ['good', 1],
        ['bad', 'old'],
        ['late', 2],
      ]),
    );
  });

  it('getOrSetMany calls its loader once with the missing keys, and keeps the values', async () => {
    await using cache = open();
    await cache.set('b', 'there');
    const { calls, loader } = shouter();
    const expected = [
      ['c', 'C'],
      ['b', 'there'],
      ['a', 'A'],
    ];
    expect([...(await cache.getOrSetMany(['c', 'b', 'a', 'c'], loader))]).toEqual(expected);
    expect([...(await cache.getOrSetMany(['c', 'b', 'a'], loader))]).toEqual(expected);
    expect(calls.map((keys) => keys.toSorted())).toEqual([['a', 'c']]);
  });

  it('getOrSetMany calls no loader if every key is there', async () => {
    await using cache = open();
    await cache.set('a', 1);
    expect(await cache.getOrSetMany(['a'], failing)).toEqual(new Map([['a', 1]]));
    expect(await cache.getOrSetMany([], failing)).toEqual(new Map());
  });

  it('getOrSetMany leaves out keys that the loader leaves out, and loads them again at the next call', async () => {
    await using cache = open();
    const found = await cache.getOrSetMany(
      ['a', 'b', 'c'],
      () =>
        new Map<string, string | undefined>([
          ['c', 'C'],
          ['b', undefined],
        ]),
    );
    expect(found).toEqual(new Map([['c', 'C']]));
    const { calls, loader } = shouter();
    await cache.getOrSetMany(['a', 'b', 'c'], loader);
    expect(calls.map((keys) => keys.toSorted())).toEqual([['a', 'b']]);
  });

  it('getOrSetMany rejects as its loader does, keeps nothing, and runs it again at the next call', async () => {
    await using cache = open();
    await cache.set('there', 1);
    for (const loader of [failing, async () => failing()]) {
      await expect(cache.getOrSetMany(['there', 'a', 'b'], loader)).rejects.toThrow('no');
    }
    await settle();
    const { calls, loader } = shouter();
    expect(await cache.getOrSetMany(['a', 'b'], loader)).toEqual(
      new Map([
        ['a', 'A'],
        ['b', 'B'],
      ]),
    );
    expect(calls).toHaveLength(1);
  });

  it('getOrSetMany serves stale values when its loader fails', async () => {
    await using cache = open({ grace: '1h' });
    await cache.setMany([
      ['a', 1],
      ['b', 2],
    ]);
    await cache.expire('a');
    await cache.expire('b');
    await vi.advanceTimersByTimeAsync(10);
    expect(await cache.getOrSetMany(['a', 'b'], failing)).toEqual(
      new Map([
        ['a', 1],
        ['b', 2],
      ]),
    );
  });

  it('getOrSetMany does not load keys that another call loads', async () => {
    await using cache = open();
    const gate = new Gate<string>();
    const alone = cache.getOrSet('a', gate.loader);
    await settle();
    const { calls, loader } = shouter();
    const many = cache.getOrSetMany(['a', 'b'], loader);
    await settle();
    expect(calls).toEqual([['b']]);
    gate.open('of the other');
    expect(await alone).toBe('of the other');
    expect(await many).toEqual(
      new Map([
        ['a', 'of the other'],
        ['b', 'B'],
      ]),
    );
  });

  it('two calls of getOrSetMany with common keys wait for each other without a deadlock', async () => {
    await using cache = open();
    const [one, two] = [shouter(), shouter()];
    const [first, second] = await Promise.all([
      cache.getOrSetMany(['a', 'b', 'c'], one.loader),
      cache.getOrSetMany(['d', 'c', 'b'], two.loader),
    ]);
    expect([...first.values()]).toEqual(['A', 'B', 'C']);
    expect([...second.values()]).toEqual(['D', 'C', 'B']);
    const loaded = [...one.calls, ...two.calls].flat();
    expect(loaded.toSorted()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('getOrSetMany rejects an aborted caller, while its loader goes on for other callers of a key', async () => {
    await using cache = open();
    await cache.get('none');
    await settle();
    const leaving = new AbortController();
    const held = Promise.withResolvers<ReadonlyMap<string, string>>();
    const signals: AbortSignal[] = [];
    const loader: BulkLoader<string> = (_keys, { signal }) => {
      signals.push(signal);
      return held.promise;
    };
    const failure = failureOf(cache.getOrSetMany(['a', 'b'], loader, { signal: leaving.signal }));
    await settle();
    const other = cache.getOrSet('a', failing);
    await settle();
    leaving.abort();
    expect(await failure).toMatchObject({ code: 'CACHE_ABORTED' });
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    held.resolve(new Map([['a', 'A']]));
    expect(await other).toBe('A');
  });

  it('getOrSetMany aborts its loader when every caller has left', async () => {
    await using cache = open();
    const leaving = new AbortController();
    const gate = new Gate<ReadonlyMap<string, string>>();
    const failure = failureOf(
      cache.getOrSetMany(['a', 'b'], (_keys, context) => gate.loader(context), { signal: leaving.signal }),
    );
    await settle();
    leaving.abort('enough');
    expect(await failure).toMatchObject({ code: 'CACHE_ABORTED' });
    expect(gate.signals[0]).toMatchObject({ aborted: true, reason: 'enough' });
  });
});

describe('several keys at once, of a store that processes share,', () => {
  it('reads several keys in one call of a shared store', async () => {
    const store = new RemoteStore();
    await using writer = tiered({}, store);
    await using reader = tiered({}, store);
    const keys = Array.from({ length: 500 }, (_, at) => `key ${at}`);
    await writer.setMany(keys.map((key) => [key, key] as const));
    await settle();
    const before = { ...store.calls };
    expect([...(await reader.getMany(keys)).keys()]).toEqual(keys);
    expect((store.calls['getEntries'] ?? 0) - (before['getEntries'] ?? 0)).toBe(1);
    expect(store.calls['getEntry']).toBe(before['getEntry']);
  });
});
