import { startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDataSet } from '../workload/data-set.ts';
import { fill } from '../workload/fill.ts';
import { valueKinds } from '../workload/value-kinds.ts';
import { cacheRedisContenders } from './cache-redis-contenders.ts';
import type { Contender } from './contender.ts';

const { keys, values } = makeDataSet({ ...valueKinds['object-2kB'], keys: 50 });
const names = cacheRedisContenders.map(({ name }) => name);
const withMemory = names.filter((name) => name !== 'Redis provider by hand');
let server: RedisServer;

beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.kill());

async function opened(name: string, memoryEntries: number): Promise<Contender> {
  await server.command('FLUSHALL');
  const open = await cacheRedisContenders.find((contender) => contender.name === name)?.load();
  if (open === undefined) throw new Error(`No contender is called ${name}.`);
  const contender = await open({ url: server.url, values: 'objects', isPatient: true, memoryEntries });
  await fill(contender, { keys, values });
  return contender;
}

/** Reads every value twice in the same order. Counts the hits that the server reports for the second time. */
async function foundInRedis({ get, close }: Contender): Promise<number> {
  for (const key of keys) await get(key);
  const before = await keyspaceHits();
  for (const [index, key] of keys.entries()) expect(await get(key)).toEqual(values[index]);
  const found = (await keyspaceHits()) - before;
  await close();
  return found;
}

async function keyspaceHits(): Promise<number> {
  return Number(/keyspace_hits:(\d+)/.exec(String(await server.command('INFO', 'stats')))?.[1]);
}

describe('a contender over Redis', () => {
  it.each(names)('reads each value from Redis without memory: %s', async (name) => {
    expect(await foundInRedis(await opened(name, 0))).toBeGreaterThanOrEqual(keys.length);
  });

  it.each(withMemory)('reads each value from Redis past a memory that is too small: %s', async (name) => {
    expect(await foundInRedis(await opened(name, 5))).toBeGreaterThanOrEqual(keys.length);
  });

  it.each(withMemory)('reads from memory what has room there: %s', async (name) => {
    expect(await foundInRedis(await opened(name, keys.length))).toBeLessThan(keys.length);
  });
});
