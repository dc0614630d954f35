import { randomUUID } from 'node:crypto';
import { startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startProcess, type CacheProcess } from './test/processes/start-process.ts';

let server: RedisServer;

beforeAll(async () => {
  server = await startRedis();
});

afterAll(() => server.kill());

function options(cache: object = {}): { redis: object; cache: object } {
  return { redis: { url: server.url, socketTimeout: '10s' }, cache: { tierTimeout: '2s', ...cache } };
}

function start(count: number, cache: object = {}): Promise<CacheProcess[]> {
  return Promise.all(Array.from({ length: count }, () => startProcess(options(cache))));
}

function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}

describe('processes that share a Redis server', () => {
  it('runs one loader for a thousand callers in each of four processes, and answers all soon', async () => {
    const processes = await start(4);
    const p99s: number[] = [];
    for (let run = 0; run < 5; run++) {
      const key = `cold ${run}`;
      const order = { do: 'herd', key, callers: 1_000, loaderTakes: 50 } as const;
      const herds = await Promise.all(
        processes.map((each) => each.ask<{ values: string[]; latencies: number[] }>(order)),
      );
      // The value of the first and only loader.
      expect(new Set(herds.flatMap(({ values }) => values))).toEqual(new Set([`${key} 1`]));
      const latencies = herds.flatMap((herd) => herd.latencies).toSorted((a, b) => a - b);
      p99s.push(percentile(latencies, 0.99));
    }
    const median = p99s.toSorted((a, b) => a - b)[2] ?? NaN;
    console.log(`1,000 callers in each of 4 processes: p99 ${p99s.map((each) => each.toFixed(0)).join(', ')} ms`);
    expect(median).toBeLessThan(150);
    await Promise.all(processes.map((each) => each.kill()));
  });

  it('loads in another process within leaseTtl after the loading one was killed', async () => {
    const [leader, follower] = (await start(2, { leaseTtl: '1s' })) as [CacheProcess, CacheProcess];
    const key = `killed ${randomUUID()}`;
    await leader.ask({ do: 'hang', key });
    const asked = follower.ask<{ values: string[]; latencies: number[] }>({
      do: 'herd',
      key,
      callers: 10,
      loaderTakes: 1,
    });
    await leader.kill();
    const { values, latencies } = await asked;
    expect(values).toEqual([`${key} 1`]);
    expect(Math.max(...latencies)).toBeLessThan(2_000);
    await follower.kill();
  });

  it('shows writes and invalidations of another process in memory', async () => {
    const [one, two] = (await start(2)) as [CacheProcess, CacheProcess];
    const key = `coherent ${randomUUID()}`;
    await one.ask({ do: 'set', key, value: 1, tags: ['t'] });
    expect(await two.ask({ do: 'get', key })).toBe(1);
    const seen = two.ask({ do: 'watch', key });
    await one.ask({ do: 'set', key, value: 2, tags: ['t'] });
    await seen;
    expect(await two.ask({ do: 'get', key })).toBe(2);
    const gone = two.ask({ do: 'watch', key });
    await one.ask({ do: 'invalidate', tags: ['t'] });
    await gone;
    expect(await two.ask({ do: 'get', key })).toBeUndefined();
    await Promise.all([one.kill(), two.kill()]);
  });
});
