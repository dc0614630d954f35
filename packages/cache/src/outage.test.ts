import { setTimeout as wait } from 'node:timers/promises';
import { MemoryCacheProvider } from '@modular-agent/cache-memory';
import { RedisCacheProvider } from '@modular-agent/cache-redis';
import { startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCache } from './index.ts';
import { OutageLoad, type CallRecord } from './test/outage-load.ts';
import { startProcess } from './test/processes/start-process.ts';

const isDeep = process.env['TEST_DEPTH'] === 'deep';
/** Milliseconds of each phase. */
const phases = isDeep
  ? { healthy: 2_000, stopped: 5_000, killed: 3_000, healed: 1_000 }
  : { healthy: 1_000, stopped: 2_500, killed: 2_000, healed: 500 };
const leastCalls = isDeep ? 2_000 : 1_100;
const tierTimeout = 200;
const loaderTakes = 5;
let server: RedisServer;

beforeAll(async () => {
  server = await startRedis();
});

afterAll(() => server.kill());

function p99(records: readonly CallRecord[]): number {
  const sorted = records.map(({ took }) => took).toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))] ?? 0;
}

async function becomeAway(redis: RedisCacheProvider): Promise<void> {
  while (redis.state === 'ready') await wait(5);
}

describe('while Redis is away', () => {
  it('answers every call in time, returns nothing that was invalidated, and heals, while Redis is stopped and killed', async () => {
    await using redis = new RedisCacheProvider({ url: server.url });
    await using memory = new MemoryCacheProvider({ maxEntries: 1_000 });
    await using cache = createCache({ name: 'answers', tiers: [memory, redis], ttl: '1s', tierTimeout });
    let outage = 'none';
    const load = new OutageLoad(cache, loaderTakes, () =>
      outage === 'none' ? 'none' : `${outage}, ${redis.state === 'ready' ? 'not seen yet' : 'seen'}`,
    );
    /** From when the server answers again to when all is made up for. */
    const heal = async (what: string): Promise<number> => {
      const back = performance.now();
      while (cache.getStats().state !== 'ready' || redis.state !== 'ready') await wait(5);
      const took = performance.now() - back;
      outage = 'none';
      console.log(`${what}: healed ${took.toFixed(0)} ms after the server answered`);
      expect((await cache.set('written', 1)).pending).toEqual([]);
      return took;
    };
    await wait(phases.healthy);
    outage = 'stopped';
    await server.pause();
    await wait(phases.stopped);
    await server.resume();
    await server.command('PING');
    expect(await heal(`stopped for ${phases.stopped} ms`)).toBeLessThan(2_000);
    await wait(phases.healthy);
    outage = 'killed';
    await server.kill();
    await wait(phases.killed);
    await server.restart();
    await server.command('PING');
    expect(await heal(`killed for ${phases.killed} ms`)).toBeLessThan(2_000);
    await wait(phases.healed);
    await load.stop();

    const of = (phase: string, source?: string): CallRecord[] =>
      load.records.filter((each) => each.phase === phase && (source === undefined || each.source === source));
    const healthyHits = p99(of('none', 'memory'));
    const rows = ['none', 'stopped, not seen yet', 'stopped, seen', 'killed, not seen yet', 'killed, seen'].map(
      (phase) => {
        const found = { phase, calls: of(phase).length, p99: p99(of(phase)), p99OfMemory: p99(of(phase, 'memory')) };
        console.log(found);
        return found;
      },
    );
    expect(load.faults).toEqual([]);
    expect(load.records.filter(({ error }) => error !== undefined)).toEqual([]);
    expect(load.records.length).toBeGreaterThan(leastCalls);
    for (const { phase, calls, p99: all, p99OfMemory } of rows.slice(1)) {
      const isSeen = phase.endsWith(', seen');
      expect(calls).toBeGreaterThan(isSeen ? 200 : 0);
      expect(all).toBeLessThanOrEqual(isSeen ? loaderTakes + 10 : tierTimeout + 20);
      expect(p99OfMemory).toBeLessThanOrEqual(Math.max(5, 2 * healthyHits));
    }
  });

  it.each(['killed', 'stopped'])('invalidates for other processes after an outage of Redis: %s', async (how) => {
    await using redis = new RedisCacheProvider({ url: server.url });
    await using memory = new MemoryCacheProvider();
    await using cache = createCache({ name: 'answers', tiers: [memory, redis], ttl: '1h' });
    for (const key of ['tagged', 'deleted', 'replaced']) await cache.set(key, 'old', { tags: [key] });
    // Started after the writes: a late message about one would remove the value from its memory.
    await using other = await startProcess({ redis: { url: server.url }, cache: { ttl: '1h' } });
    for (const key of ['tagged', 'deleted', 'replaced']) expect(await other.ask({ do: 'get', key })).toBe('old');
    await (how === 'killed' ? server.kill() : server.pause());
    if (how === 'killed') await becomeAway(redis);
    expect((await cache.invalidateTags(['tagged'])).pending).toEqual(['redis']);
    expect((await cache.delete('deleted')).pending).toEqual(['redis']);
    expect((await cache.set('replaced', 'new')).pending).toEqual(['redis']);
    expect(await Promise.all(['tagged', 'deleted', 'replaced'].map((key) => cache.get(key)))).toEqual([
      undefined,
      undefined,
      'new',
    ]);
    // It may serve what it has until it hears.
    expect(await other.ask({ do: 'get', key: 'replaced' })).toBe('old');
    await (how === 'killed' ? server.restart() : server.resume());
    const back = performance.now();
    while (cache.getStats().state !== 'ready') await wait(5);
    for (const key of ['tagged', 'deleted', 'replaced']) expect(await other.ask({ do: 'get', key })).not.toBe('old');
    expect(performance.now() - back).toBeLessThan(2_000);
    expect(await cache.get('replaced')).not.toBe('old');
  });
});
