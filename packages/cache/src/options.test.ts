import type { CacheProvider } from '@modular-agent/cache-contract';
import { MemoryCacheProvider } from '@modular-agent/cache-memory';
import { describe, expect, it, vi } from 'vitest';
import { createCache, type Cache, type CacheOptions } from './index.ts';
import { useFakeTime } from './test/fake-time.ts';
import { failing, failureOf, hanging } from './test/loaders.ts';
import { inMemory, kinds, tiered } from './test/open.ts';
import { RemoteStore } from './test/remote.ts';

useFakeTime();

const memory = (name = 'memory'): CacheProvider => new MemoryCacheProvider({ name });
const remote = (): CacheProvider => new RemoteStore().connect();

/** A provider that processes share, and that has nothing for them to coordinate by. */
function uncoordinated(): CacheProvider {
  const { coordination: _, ...provider } = {
    name: 'remote',
    ...Object.fromEntries(['get', 'getEntry', 'set', 'delete'].map((name) => [name, async () => undefined])),
  } as Partial<CacheProvider>;
  return provider as CacheProvider;
}

const wrongs: readonly (readonly [option: string, value: unknown])[] = [
  ...['', 5, null, undefined, '\ud800', 'x'.repeat(513)].map((value) => ['name', value] as const),
  ...[undefined, null, [], 'memory', ['memory'], [{}], [memory(), memory()]].map((value) => ['tiers', value] as const),
  ['tiers', [memory('one'), memory('two')]],
  ['tiers', [remote(), memory()]],
  ['coordination', 'global'],
  ['coordination', null],
  ['coordination', {}],
  ...[0, -1, NaN, '1 hour', null, '0s'].map((value) => ['ttl', value] as const),
  ...[-1, NaN, 'long', null].map((value) => ['grace', value] as const),
  ...[-1, NaN, 'soon', null].map((value) => ['softTimeout', value] as const),
  ...[0, -1, NaN, '25d', Infinity, null].map((value) => ['loaderTimeout', value] as const),
  ...[0, -1, '25d', Infinity, null].map((value) => ['tierTimeout', value] as const),
  ...['queueTimeout', 'storeTimeout'].flatMap((name) =>
    [0, -1, NaN, '25d', Infinity, 'soon', null].map((value) => [name, value] as const),
  ),
  ...[-1, NaN, '25d', Infinity, '0s', null].map((value) => ['retryAfter', value] as const),
  ...[0, -1, '25d', Infinity, null].map((value) => ['leaseTtl', value] as const),
  ...[-0.1, 1.1, NaN, '0.5', null].map((value) => ['jitter', value] as const),
  ...[0, -0.1, 1.1, NaN, '0.5', null].map((value) => ['refreshAhead', value] as const),
  ...[-1, 1.5, NaN, Infinity, '5', null].map((value) => ['maxPending', value] as const),
  ...['maxQueuedEntries', 'maxQueuedBytes'].flatMap((name) =>
    [0, -1, 1.5, NaN, Infinity, '5', null].map((value) => [name, value] as const),
  ),
  ...['onProblem', 'waitUntil'].flatMap((name) => [null, 'log', {}, true].map((value) => [name, value] as const)),
  ...['ignore', true, null].map((value) => ['tierErrors', value] as const),
  ['tierError', 'throw'],
];

describe('an option of a cache', () => {
  it.each(wrongs)('refuses an invalid option of a cache by name: %s %j', (option, value) => {
    const options = { name: 'answers', tiers: [memory()], [option]: value } as unknown as CacheOptions;
    expect(() => createCache(options)).toThrow(expect.objectContaining({ code: 'CACHE_OPTION', option }) as Error);
  });

  it("refuses tiers without coordination, unless coordination is 'local'", () => {
    const tiers = [memory(), uncoordinated()] as const;
    expect(() => createCache({ name: 'answers', tiers })).toThrow(
      expect.objectContaining({ code: 'CACHE_OPTION', option: 'coordination' }) as Error,
    );
    expect(() => createCache({ name: 'answers', tiers, coordination: 'local' })).not.toThrow();
  });

  it('gives an undefined option its default', async () => {
    const options = { ttl: undefined, grace: undefined, jitter: undefined, tierErrors: undefined };
    await using cache = inMemory({ ...options, jitter: 0 });
    await cache.set('key', 1);
    await vi.advanceTimersByTimeAsync(3_599_999);
    expect(await cache.get('key')).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await cache.get('key')).toBeUndefined();
  });

  it('accepts the shortest and the longest durations', () => {
    expect(() => inMemory({ jitter: 1, refreshAhead: 0.001, maxPending: 0, grace: 0, softTimeout: 0 })).not.toThrow();
    expect(() => inMemory({ jitter: 0, refreshAhead: 1, ttl: Infinity, grace: Infinity })).not.toThrow();
    expect(() => inMemory({ softTimeout: Infinity, loaderTimeout: '24d', name: 'x'.repeat(512) })).not.toThrow();
    expect(() => inMemory({ queueTimeout: 1, storeTimeout: 1, maxQueuedEntries: 1, maxQueuedBytes: 1 })).not.toThrow();
    expect(() => inMemory({ queueTimeout: '24d', storeTimeout: '24d', retryAfter: '24d' })).not.toThrow();
    expect(() => inMemory({ retryAfter: 0, onProblem: () => undefined, waitUntil: () => undefined })).not.toThrow();
  });
});

type Call = (cache: Cache, options: object) => Promise<unknown>;

const reads: readonly (readonly [string, Call])[] = [
  ['get', (cache, options) => cache.get('key', options)],
  ['getMany', (cache, options) => cache.getMany(['key'], options)],
  ['exists', (cache, options) => cache.exists('key', options)],
];
const loads: readonly (readonly [string, Call])[] = [
  ['getOrSet', (cache, options) => cache.getOrSet('key', () => 1, options)],
  ['getOrSetEntry', (cache, options) => cache.getOrSetEntry('key', () => 1, options)],
  ['getOrSetMany', (cache, options) => cache.getOrSetMany(['key'], () => new Map([['key', 1]]), options)],
];
const writes: readonly (readonly [string, Call])[] = [
  ['set', (cache, options) => cache.set('key', 1, options)],
  ['setMany', (cache, options) => cache.setMany([['key', 1]], options)],
  ['the own options of an entry of setMany', (cache, options) => cache.setMany([['key', 1, options]])],
];
const others: readonly (readonly [string, Call])[] = [
  ['delete', (cache, options) => cache.delete('key', options)],
  ['expire', (cache, options) => cache.expire('key', options)],
  ['invalidateTags', (cache, options) => cache.invalidateTags(['tag'], options)],
  ['clear', (cache, options) => cache.clear(options)],
];

describe('an option of a call', () => {
  const every: readonly (readonly [option: string, value: unknown])[] = [
    ['signal', {}],
    ['timeout', 0],
    ['timeout', -1],
    ['timeout', '25d'],
    ['tiers', ['elsewhere']],
    ['tiers', 'memory'],
    ['tiers', null],
    ['ttll', '1h'],
  ];
  const ofReads: typeof every = [
    ['maxAge', -1],
    ['maxAge', 'young'],
    ['schema', {}],
    ['schema', () => true],
  ];
  const ofWrites: typeof every = [
    ['ttl', 0],
    ['ttl', null],
    ['grace', -1],
    ['tags', 'tag'],
    ['tags', ['']],
    ['tags', [5]],
    ['tags', ['\ud800']],
  ];
  const ofLoads: typeof every = [
    ['softTimeout', -1],
    ['loaderTimeout', Infinity],
  ];
  const combine = (calls: typeof reads, options: typeof every): readonly (readonly [string, Call, string, unknown])[] =>
    calls.flatMap(([name, call]) =>
      options.map(([option, value]) => [`${name} ${option} ${String(value)}`, call, option, value] as const),
    );

  it.each([
    ...combine([...reads, ...loads, ...writes, ...others], every),
    ...combine([...reads, ...loads], ofReads),
    ...combine([...writes, ...loads], ofWrites),
    ...combine(loads, ofLoads),
    ...combine(reads, [
      ['ttl', 1],
      ['forceRefresh', true],
    ]),
    ...combine(
      [...writes, ...others],
      [
        ['maxAge', 1],
        ['forceRefresh', true],
      ],
    ),
  ])('refuses an invalid option of a call by name: %s', async (_, call, option, value) => {
    await using cache = inMemory();
    await expect(call(cache, { [option]: value })).rejects.toMatchObject({ code: 'CACHE_OPTION', option });
  });

  it.each([...reads, ...loads, ...writes.slice(0, 2), ...others])(
    'refuses call options that are no object: %s',
    async (_, call) => {
      await using cache = inMemory();
      for (const options of ['1h', 5, [], null]) {
        await expect(call(cache, options as unknown as object)).rejects.toMatchObject({
          code: 'CACHE_OPTION',
          option: 'options',
        });
      }
    },
  );

  it('refuses more tags than fit beside a value', async () => {
    await using cache = inMemory();
    const tags = Array.from({ length: 1_000 }, (_, at) => `tag ${at}`);
    const refused = { code: 'CACHE_OPTION', option: 'tags' };
    await expect(cache.set('key', 1, { tags })).rejects.toMatchObject(refused);
    const loader = vi.fn<() => number>();
    await expect(cache.getOrSet('key', loader, { tags })).rejects.toMatchObject(refused);
    expect(loader).not.toHaveBeenCalled();
  });

  it('refuses a loader that is no function', async () => {
    await using cache = inMemory();
    for (const loader of [undefined, 'value', {}] as unknown as (() => number)[]) {
      await expect(cache.getOrSet('key', loader)).rejects.toMatchObject({ code: 'CACHE_OPTION', option: 'loader' });
      await expect(cache.getOrSetMany(['key'], loader as never)).rejects.toMatchObject({ option: 'loader' });
    }
  });

  it('refuses keys, entries and tags that are no list', async () => {
    await using cache = inMemory();
    await expect(cache.getMany('keys')).rejects.toMatchObject({ option: 'keys' });
    await expect(cache.getOrSetMany('keys', () => new Map())).rejects.toMatchObject({ option: 'keys' });
    await expect(cache.setMany({ key: 1 } as never)).rejects.toMatchObject({ option: 'entries' });
    await expect(cache.setMany(['key'] as never)).rejects.toMatchObject({ option: 'entries' });
    await expect(cache.invalidateTags('tags')).rejects.toMatchObject({ option: 'tags' });
  });
});

describe.each(kinds)('what a call says goes before what the cache says, over %s', (_, open) => {
  const calls: readonly (readonly [string, Call])[] = [...writes, ...loads];

  it.each(calls)('prefers the ttl and grace of the call to those of the cache: %s', async (_name, call) => {
    await using cache = open({ ttl: '1h', grace: '1h' });
    await call(cache, { ttl: '1s', grace: '2s' });
    await vi.advanceTimersByTimeAsync(999);
    expect(await cache.get('key')).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await cache.get('key')).toBeUndefined();
    expect(await cache.getOrSet('key', failing)).toBe(1);
    await vi.advanceTimersByTimeAsync(2_000);
    await expect(cache.getOrSet('key', failing)).rejects.toThrow('no');
  });

  it('prefers the loader timeouts of the call to those of the cache', async () => {
    await using cache = open({ ttl: '1s', grace: '1h', softTimeout: '1m', loaderTimeout: '10m' });
    const failure = failureOf(cache.getOrSet('cold', hanging, { loaderTimeout: '1s' }));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await failure).toMatchObject({ code: 'CACHE_TIMEOUT', key: 'cold' });
    await cache.set('key', 1);
    await vi.advanceTimersByTimeAsync(1_000);
    const stale = cache.getOrSetEntry('key', hanging, { softTimeout: '1s', loaderTimeout: '2s' });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await stale).toMatchObject({ value: 1, staleReason: 'loader-slow' });
    await vi.advanceTimersByTimeAsync(1_000);
  });
});

describe('an entry of setMany', () => {
  it('gives an entry of setMany its own ttl, grace and tags, else those of the call', async () => {
    await using cache = tiered();
    await cache.setMany(
      [
        ['one', 1, { ttl: '1m', tags: ['own'] }],
        ['two', 2],
        ['three', 3, { tags: ['own'] }],
      ],
      { ttl: '1s', tags: ['common'] },
    );
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await cache.getMany(['one', 'two', 'three'])).toEqual(new Map([['one', 1]]));
    await cache.invalidateTags(['common']);
    expect(await cache.get('one')).toBe(1);
    await cache.invalidateTags(['own']);
    expect(await cache.get('one')).toBeUndefined();
  });
});

describe('a key', () => {
  it.each(['', '\ud800', `${'x'.repeat(2_000)}\ud800`, 5, null, undefined])(
    'rejects an invalid key: %j',
    async (key) => {
      await using cache = tiered();
      const wrong = key as string;
      const calls = [
        () => cache.get(wrong),
        () => cache.getMany([wrong]),
        () => cache.exists(wrong),
        () => cache.getOrSet(wrong, () => 1),
        () => cache.getOrSetEntry(wrong, () => 1),
        () => cache.getOrSetMany([wrong], () => new Map()),
        () => cache.set(wrong, 1),
        () => cache.delete(wrong),
        () => cache.expire(wrong),
        () => cache.explain(wrong),
      ];
      for (const call of calls) await expect(call()).rejects.toMatchObject({ code: 'CACHE_KEY' });
    },
  );
});
