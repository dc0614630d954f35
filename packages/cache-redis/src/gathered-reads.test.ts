import { CacheAbortError, CacheKeyError, CacheTimeoutError } from '@modular-agent/cache-contract';
import { startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RedisCacheProvider } from './index.ts';
import { become } from './test/become.ts';
import { rejection } from './test/rejection.ts';

let server: RedisServer;

beforeAll(async () => {
  server = await startRedis();
});

beforeEach(async () => {
  await server.command('FLUSHALL');
  await server.command('CONFIG', 'RESETSTAT');
});

afterAll(() => server.kill());

async function connected(): Promise<RedisCacheProvider> {
  const provider = new RedisCacheProvider({ url: server.url, socketTimeout: '10s' });
  await provider.setMany(Array.from({ length: 200 }, (_, index) => [`${index}`, index]));
  return provider;
}

/** How often the server ran a command. */
async function calls(command: string): Promise<number> {
  const stats = String(await server.command('INFO', 'commandstats'));
  return Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(stats)?.[1] ?? 0);
}

describe('reads of one tick', () => {
  it('travel as one MGET for each 64, and each gets its own answer', async () => {
    await using provider = await connected();
    const found = await Promise.all(Array.from({ length: 200 }, (_, index) => provider.get(`${index}`)));
    expect(found).toEqual(Array.from({ length: 200 }, (_, index) => index));
    expect([await calls('mget'), await calls('get')]).toEqual([4, 0]);
  });

  it('are a GET when there is one', async () => {
    await using provider = await connected();
    expect(await provider.get('7')).toBe(7);
    expect([await calls('mget'), await calls('get')]).toEqual([0, 1]);
  });

  it('may ask for one key twice, for values and entries, and hands out values of their own', async () => {
    await using provider = await connected();
    await provider.set('key', { list: [1] }, { metadata: { by: 'me' } });
    const [first, second, entry, absent] = await Promise.all([
      provider.get<{ list: number[] }>('key'),
      provider.get<{ list: number[] }>('key'),
      provider.getEntry('key'),
      provider.get('absent'),
    ]);
    first?.list.push(2);
    expect(second).toEqual({ list: [1] });
    expect(entry).toEqual({ value: { list: [1] }, metadata: { by: 'me' }, stamp: undefined });
    expect(absent).toBeUndefined();
  });

  it('see a write that was acknowledged before, never one of a read that was sent earlier', async () => {
    await using provider = await connected();
    const early = provider.get('key');
    await provider.set('key', 'new');
    expect(await provider.get('key')).toBe('new');
    expect([undefined, 'new']).toContain(await early);
  });

  it('keep each its own deadline and its own signal; a bad key harms nobody else', async () => {
    await using provider = await connected();
    await server.pause();
    const controller = new AbortController();
    const short = rejection(provider.get('1', { timeout: 30 }));
    const aborted = rejection(provider.get('2', { signal: controller.signal }));
    const bad = rejection(provider.get(''));
    const patient = provider.get('3');
    controller.abort();
    expect(CacheAbortError.isInstance(await aborted)).toBe(true);
    expect(CacheKeyError.isInstance(await bad)).toBe(true);
    expect(CacheTimeoutError.isInstance(await short)).toBe(true);
    await server.resume();
    expect(await patient).toBe(3);
    expect(await calls('mget')).toBe(1);
  });
});

describe('a batch', () => {
  it('of 100,000 keys neither blocks the server for long nor fills the lines', async () => {
    await using provider = await connected();
    await server.command('CONFIG', 'SET', 'slowlog-log-slower-than', '20000');
    await server.command('SLOWLOG', 'RESET');
    const entries = new Map(Array.from({ length: 100_000 }, (_, index) => [`batch ${index}`, index]));
    await provider.setMany(entries, { timeout: '60s' });
    expect(await provider.getMany(entries.keys(), { timeout: '60s' })).toEqual(entries);
    expect(await provider.deleteMany(entries.keys(), { timeout: '60s' })).toBe(100_000);
    expect(await server.command('SLOWLOG', 'LEN')).toBe(0);
  });

  it('of 10,000 entries lets the event loop turn while it is encoded, also where every entry is refused', async () => {
    const own = await startRedis();
    await using provider = new RedisCacheProvider({ url: own.url, socketTimeout: '10s' });
    await provider.exists('key');
    const entries = Array.from({ length: 10_000 }, (_, index): [string, object] => [`batch ${index}`, { index }]);
    const turns = { count: 0, go: true };
    const turn = (): void => {
      turns.count++;
      if (turns.go) setImmediate(turn);
    };
    turn();
    await provider.setMany(entries);
    expect(turns.count).toBeGreaterThanOrEqual(10);
    await own.kill();
    await become(provider, 'open');
    turns.count = 0;
    expect(await rejection(provider.setMany(entries))).toMatchObject({ code: 'CACHE_BATCH' });
    expect(turns.count).toBeGreaterThanOrEqual(10);
    turns.go = false;
  });
});
