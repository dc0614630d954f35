import { startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureOf } from '../test/loaders.ts';
import { open, placeOn, sharedTierings, tierings } from './support/open.ts';
import { runProgram } from './support/run-program.ts';

const program = new URL('./support/programs/unstorable-value.ts', import.meta.url);

let server: RedisServer;

beforeAll(async () => {
  server = await startRedis();
});

afterAll(() => server.kill());

class Account {
  readonly balance: number = 1;
}

function circle(): object {
  const self: { self?: object } = {};
  self.self = self;
  return self;
}

/** Redis can store none of them. */
const unstorable: readonly (readonly [string, () => unknown])[] = [
  ['a BigInt of more than 10,000 digits', () => 10n ** 10_001n],
  ['a function', () => () => 1],
  ['a class instance', () => new Account()],
  ['a stream', () => new ReadableStream()],
  ['a circle', circle],
  ['a symbol inside of an array', () => [Symbol('no')]],
];
/** Memory stores a large BigInt. */
const everywhere = unstorable.slice(1);

describe('a loaded value that Redis can not store', () => {
  it.each(unstorable)('reaches its caller as it is, and the next caller runs a loader: %s', async (_, make) => {
    const place = placeOn({ url: server.url });
    await using one = open('Redis alone', place);
    await using other = open('Redis alone', place);
    const value = make();
    expect(await one.cache.getOrSet('k', () => value)).toBe(value);
    expect(await one.cache.getOrSet('k', () => value)).toBe(value);
    expect(await other.cache.getOrSet('k', () => 1)).toBe(1);
    await one.cache.flush();
    expect(new Set(one.problems.map(({ kind, key }) => `${kind} ${key}`))).toEqual(new Set(['not-stored k']));
    expect(one.cache.getStats()).toMatchObject({ state: 'ready', pending: 0, loads: 2, inFlightLoads: 0 });
  });

  it('lets a process end by itself, with the lease given back', async () => {
    const place = placeOn({ url: server.url });
    const { code, output } = await runProgram(program, { redis: place });
    expect({ code, output }).toEqual({ code: 0, output: 'true\n1\n' });
  });

  it('reaches callers that wait for it, in this process and in another', async () => {
    const place = placeOn({ url: server.url });
    await using one = open('Redis alone', place);
    await using other = open('Redis alone', place);
    const value = new Account();
    const here = Array.from({ length: 10 }, () => one.cache.getOrSet('k', () => value));
    const there = Array.from({ length: 10 }, () => other.cache.getOrSet('k', () => value));
    for (const given of await Promise.all([...here, ...there])) expect(given).toBe(value);
  });

  it.each(sharedTierings)('does not replace what is there on a forced refresh: %s', async (tiering) => {
    const place = placeOn({ url: server.url });
    await using one = open(tiering, place);
    await one.cache.set('k', 'old');
    const value = new Account();
    expect(await one.cache.getOrSet('k', () => value, { forceRefresh: true })).toBe(value);
    await using other = open(tiering, place);
    expect(await other.cache.getOrSet('k', () => 'loaded')).toBe('old');
    expect((await other.cache.set('k', 'next')).pending).toEqual([]);
    expect(await other.cache.get('k')).toBe('next');
  });

  it('is the only one of a batch that is not stored', async () => {
    const place = placeOn({ url: server.url });
    await using one = open('Redis alone', place);
    const value = circle();
    const loaded = await one.cache.getOrSetMany(['a', 'bad', 'b'], () => new Map<string, unknown>([['a', 1], ['bad', value], ['b', 2]])); // prettier-ignore
    expect(loaded.get('bad')).toBe(value);
    await one.cache.flush();
    await using other = open('Redis alone', place);
    expect(await other.cache.getMany(['a', 'bad', 'b'])).toEqual(new Map([['a', 1], ['b', 2]])); // prettier-ignore
    expect(await other.cache.getOrSet('bad', () => 1)).toBe(1);
    expect(one.problems.map(({ kind, key }) => ({ kind, key }))).toEqual([{ kind: 'not-stored', key: 'bad' }]);
  });
});

describe.each(tierings)('over %s', (tiering) => {
  it.each(everywhere)('a loaded value that no tier can store reaches its callers: %s', async (_, make) => {
    await using one = open(tiering, placeOn({ url: server.url }));
    const value = make();
    const given = await Promise.all([1, 2].map(() => one.cache.getOrSet('k', () => value, { tags: ['t'] })));
    for (const each of given) expect(each).toBe(value);
    await one.cache.flush();
    expect(await one.cache.getOrSet('k', () => 1)).toBe(1);
    expect(one.problems.map(({ kind }) => kind)).toEqual(['not-stored']);
  });

  it.each(everywhere)('set and setMany refuse what can not be stored, and keep what is there: %s', async (_, make) => {
    await using one = open(tiering, placeOn({ url: server.url }));
    await one.cache.set('k', 'old');
    expect(await failureOf(one.cache.set('k', make()))).toMatchObject({ code: 'CACHE_SERIALIZATION' });
    const failure = await failureOf(one.cache.setMany([['a', 1], ['k', make()], ['b', 2]])); // prettier-ignore
    expect(failure).toMatchObject({ code: 'CACHE_BATCH' });
    expect([...(failure as { failed: Map<string, unknown> }).failed.keys()]).toEqual(['k']);
    expect(await one.cache.getMany(['a', 'k', 'b'])).toEqual(new Map<string, unknown>([['a', 1], ['k', 'old'], ['b', 2]])); // prettier-ignore
    expect(one.cache.getStats()).toMatchObject({ state: 'ready', pending: 0 });
  });
});
