import { startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cache } from '../index.ts';
import { open, placeOn, sharedTierings } from './support/open.ts';
import { runProgram } from './support/run-program.ts';
import { CountingLoader, keysOf } from './support/values.ts';

const program = new URL('./support/programs/first-writes.ts', import.meta.url);

const isDeep = process.env['TEST_DEPTH'] === 'deep';
const runs = isDeep ? 4 : 1;

let server: RedisServer;

beforeAll(async () => {
  server = await startRedis();
});

afterAll(() => server.kill());

const keys = keysOf('k', 2_000);

/** Ways to write the 2,000 entries. */
const ways: readonly (readonly [string, (cache: Cache) => Promise<unknown>])[] = [
  ['setMany', (cache) => cache.setMany(keys.map((key) => [key, key]))],
  ['setMany with tags', (cache) => cache.setMany(keys.map((key) => [key, key, { tags: [`tag of ${key}`] }]))],
  ['set', (cache) => Promise.all(keys.map((key) => cache.set(key, key)))],
  ['getOrSetMany', (cache) => cache.getOrSetMany(keys, async (asked) => new Map(asked.map((key) => [key, key])))],
  ['getOrSet', (cache) => Promise.all(keys.map((key) => cache.getOrSet(key, () => key)))],
  [
    'getOrSet by force',
    (cache) => Promise.all(keys.map((key) => cache.getOrSet(key, () => key, { forceRefresh: true }))),
  ],
];

describe.each(sharedTierings)('what the first call of a process writes, over %s,', (tiering) => {
  it.each(ways)('is stored, 2,000 numbers: %s', async (_, write) => {
    for (let run = 0; run < runs; run++) {
      const place = placeOn({ url: server.url });
      await using one = open(tiering, place);
      await write(one.cache);
      expect((await one.cache.flush()).dropped).toBe(0);
      await using other = open(tiering, place);
      expect((await other.cache.getMany(keys)).size).toBe(2_000);
      expect(one.cache.getStats()).toMatchObject({ state: 'ready', pending: 0, dropped: 0 });
    }
  });

  it.each(isDeep || tiering === 'Redis alone' ? ['setMany', 'getOrSetMany', 'getOrSet'] : ['getOrSet'])(
    'is stored when the process then ends: %s',
    async (write) => {
      const place = placeOn({ url: server.url });
      const options = { redis: place, hasMemory: tiering === 'memory + Redis', write };
      expect(await runProgram(program, options)).toEqual({ code: 0, output: '' });
      await using other = open(tiering, place);
      expect((await other.cache.getMany(keys)).size).toBe(2_000);
    },
  );

  it('is reported as carried out by setMany', async () => {
    await using one = open(tiering, placeOn({ url: server.url }));
    expect((await one.cache.setMany(keys.map((key) => [key, key]))).pending).toEqual([]);
  });

  it('is read by others, 2,000 entries by getMany, get and getOrSetMany', async () => {
    const place = placeOn({ url: server.url });
    await using one = open(tiering, place);
    await one.cache.setMany(keys.map((key) => [key, key]));
    await using second = open(tiering, place);
    expect((await second.cache.getMany(keys)).size).toBe(2_000);
    await using third = open(tiering, place);
    expect(await Promise.all(keys.map((key) => third.cache.get(key)))).toEqual(keys);
    await using fourth = open(tiering, place);
    const loader = new CountingLoader();
    expect((await fourth.cache.getOrSetMany(keys, loader.many)).get('k 7')).toBe('k 7');
    expect(loader.total).toBe(0);
  });
});
