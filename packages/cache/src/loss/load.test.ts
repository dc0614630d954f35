import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { open, placeOn, sharedTierings } from './support/open.ts';
import { keysOf, textOf } from './support/values.ts';

const isDeep = process.env['TEST_DEPTH'] === 'deep';
const count = isDeep ? 100_000 : 20_000;

let server: RedisServer;

beforeAll(async () => {
  server = await startRedis();
});

afterAll(() => server.kill());

/** Heap of this process once its garbage has been collected, in MB. */
async function heapInUse(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let times = 0; times < 3; times++) {
    collect();
    await nextTurn();
  }
  return process.memoryUsage().heapUsed / 2 ** 20;
}

/** Asks for all keys at once. @returns What was answered wrongly, and how often loaders ran. */
async function askForAll(cache: ReturnType<typeof open>['cache'], keys: readonly string[]): Promise<object> {
  const runs = new Uint8Array(keys.length);
  let wrong = 0;
  await Promise.all(
    keys.map(async (key, index) => {
      const value = await cache.getOrSet(key, async () => {
        runs[index] = (runs[index] ?? 0) + 1;
        return textOf(key);
      });
      if (value !== textOf(key)) wrong++;
    }),
  );
  return { wrong, notOnce: runs.filter((each) => each !== 1).length };
}

/** The other tiers in front take time, and are tested by smaller bursts too. */
const tiersOfLoad = isDeep ? sharedTierings : (['Redis alone'] as const);

it.each(tiersOfLoad)(
  `answers ${count} callers of different keys at once, stores what they loaded, and keeps older entries: %s`,
  async (tiering) => {
    const place = placeOn({ url: server.url });
    const memory = { maxEntries: 1_000 };
    await using one = open(tiering, place, { memory });
    const older = keysOf('older', 500);
    await one.cache.setMany(older.map((key) => [key, key, { tags: ['older'] }] as const));
    const keys = keysOf('k', count);
    // What the process keeps anyhow: code, connections, memory's own entries.
    await askForAll(one.cache, keysOf('warm', 2_000));
    await one.cache.flush();
    const before = await heapInUse();
    expect(await askForAll(one.cache, keys)).toEqual({ wrong: 0, notOnce: 0 });
    const { dropped } = await one.cache.flush();
    expect(dropped).toBeLessThanOrEqual(count / 100);
    expect(await heapInUse()).toBeLessThan(before + 20);
    await using other = open(tiering, place, { memory });
    expect((await other.cache.getMany(older)).size).toBe(500);
    let found = 0;
    for (let first = 0; first < count; first += 5_000) {
      found += (await other.cache.getMany(keys.slice(first, first + 5_000))).size;
    }
    expect(found).toBeGreaterThanOrEqual(count * 0.99);
    expect(one.cache.getStats()).toMatchObject({ state: 'ready', pending: 0, queued: 0, inFlightLoads: 0, dropped });
    expect(one.problems).toEqual([]);
    await server.command('FLUSHALL');
  },
  300_000,
);
