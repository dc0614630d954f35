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
  it('setMany stores what can be stored, and tells of the rest', async () => {
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

  it('a loader that gives no Map is told so', async () => {
    await using cache = open();
    const loader = (() => ({ key: 1 })) as unknown as BulkLoader<number>;
    expect(await failureOf(cache.getOrSetMany(['key'], loader))).toMatchObject({
      code: 'CACHE_OPTION',
      option: 'loader',
    });
  });

  it('getMany gives what is there, each key once, in the order of the keys', async () => {
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

  it('setMany takes any iterable, and of two with the same key the later wins', async () => {
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

  it('setMany stores all that can be kept, and tells of each key that can not', async () => {
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

  it('getOrSetMany calls its loader once, with the keys that are missing, and keeps what it gives', async () => {
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

  it('getOrSetMany calls no loader if nothing is missing', async () => {
    await using cache = open();
    await cache.set('a', 1);
    expect(await cache.getOrSetMany(['a'], failing)).toEqual(new Map([['a', 1]]));
    expect(await cache.getOrSetMany([], failing)).toEqual(new Map());
  });

  it('getOrSetMany leaves out what the loader leaves out, and asks for it again', async () => {
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

  it('getOrSetMany fails as its loader does, keeps nothing, and the next call runs it again', async () => {
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

  it('getOrSetMany serves what is stale where its loader fails', async () => {
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

  it('getOrSetMany does not load what somebody else loads already', async () => {
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

  it('two calls of getOrSetMany that have keys in common wait for each other, and never for ever', async () => {
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

  it('getOrSetMany that is aborted frees its caller, and its loader goes on for who waits for one of the keys', async () => {
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

  it('getOrSetMany that all have left aborts its loader', async () => {
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
  it('are read in one call of it', async () => {
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
