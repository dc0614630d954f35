import { startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureOf } from '../test/loaders.ts';
import type { Cache } from '../index.ts';
import { open, placeOn, tierings } from './support/open.ts';
import { CountingLoader, keysOf } from './support/values.ts';

let server: RedisServer;

beforeAll(async () => {
  server = await startRedis();
});

afterAll(() => server.kill());

/** More than the 4 KiB that an entry has for them. */
const tooMany = keysOf('a tag of some length', 1_000);
const tooLong = ['x'.repeat(5_000)];

function loadWithTooManyTags({ setTags }: { readonly setTags: (tags: Iterable<string>) => void }): number {
  setTags(tooMany);
  return 1;
}

/** Calls with tags that must be refused before anything else happens. */
const calls: readonly (readonly [
  string,
  (cache: Cache, loader: CountingLoader, tags: string[]) => Promise<unknown>,
])[] = [
  ['getOrSet', (cache, loader, tags) => cache.getOrSet('k', loader.one, { tags })],
  ['getOrSetEntry', (cache, loader, tags) => cache.getOrSetEntry('k', loader.one, { tags })],
  ['getOrSetMany', (cache, loader, tags) => cache.getOrSetMany(['k', 'l'], loader.many, { tags })],
  ['a forced refresh', (cache, loader, tags) => cache.getOrSet('k', loader.one, { tags, forceRefresh: true })],
  ['getOrSet in a namespace', (cache, loader, tags) => cache.namespace('below').getOrSet('k', loader.one, { tags })],
  ['set', (cache, _, tags) => cache.set('k', 1, { tags })],
];

describe.each(tierings)('tags that do not fit, over %s,', (tiering) => {
  it.each(calls)('are refused before the loader runs: %s', async (_, call) => {
    for (const tags of [tooMany, tooLong]) {
      await using one = open(tiering, placeOn({ url: server.url }));
      const loader = new CountingLoader();
      expect(await failureOf(call(one.cache, loader, tags))).toMatchObject({ code: 'CACHE_OPTION', option: 'tags' });
      expect(loader.total).toBe(0);
      expect(await one.cache.getMany(['k', 'l'])).toEqual(new Map());
      expect(one.cache.getStats()).toMatchObject({ state: 'ready', pending: 0, inFlightLoads: 0 });
    }
  });

  it('of one entry of setMany fail that entry alone', async () => {
    await using one = open(tiering, placeOn({ url: server.url }));
    const failure = await failureOf(one.cache.setMany([['a', 1], ['bad', 1, { tags: tooMany }], ['b', 1]])); // prettier-ignore
    expect(failure).toMatchObject({ code: 'CACHE_BATCH' });
    expect([...(failure as { failed: Map<string, unknown> }).failed.keys()]).toEqual(['bad']);
    expect([...(await one.cache.getMany(['a', 'bad', 'b'])).keys()]).toEqual(['a', 'b']);
  });

  it.each([
    ['too many', tooMany],
    ['too long', tooLong],
  ] as const)('that the loader sets are reported, and the value reaches its caller: %s', async (_, tags) => {
    const place = placeOn({ url: server.url });
    await using one = open(tiering, place);
    const value = { some: 'value' };
    const given = await one.cache.getOrSet('k', ({ setTags }) => {
      setTags(tags);
      return value;
    });
    expect(given).toEqual(value);
    await one.cache.flush();
    expect(one.problems.map(({ kind, key }) => ({ kind, key }))).toEqual([{ kind: 'not-stored', key: 'k' }]);
    expect(one.problems[0]?.message).toMatch(/tag/);
    expect(await one.cache.getOrSet('k', () => 'next')).toBe('next');
    expect(one.cache.getStats()).toMatchObject({ state: 'ready', pending: 0 });
  });

  it('that the loader sets beside those of the call reach callers who wait, too', async () => {
    await using one = open(tiering, placeOn({ url: server.url }));
    const asked = Array.from({ length: 5 }, () => one.cache.getOrSet('k', loadWithTooManyTags, { tags: ['fits'] }));
    expect(await Promise.all(asked)).toEqual([1, 1, 1, 1, 1]);
  });

  it('are no problem up to the limit', async () => {
    await using one = open(tiering, placeOn({ url: server.url }));
    const tags = keysOf('a tag of some length', 100);
    await one.cache.set('k', 1, { tags });
    expect(await one.cache.getOrSet('l', () => 2, { tags })).toBe(2);
    await one.cache.flush();
    expect((await one.cache.getMany(['k', 'l'])).size).toBe(2);
    await one.cache.invalidateTags([tags.at(-1) ?? '']);
    expect((await one.cache.getMany(['k', 'l'])).size).toBe(0);
  });
});
