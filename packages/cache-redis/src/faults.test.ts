import {
  CacheAbortError,
  CacheBatchError,
  CacheClosedError,
  CacheOverloadedError,
  CacheTimeoutError,
  CacheUnavailableError,
} from '@modular-agent/cache-contract';
import { startProxy, startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { getEventListeners } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createClient } from 'redis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RedisCacheProvider, type RedisCacheProviderOptions } from './index.ts';
import { become } from './test/become.ts';
import { rejection } from './test/rejection.ts';

let server: RedisServer;

beforeEach(async () => {
  server = await startRedis();
});

afterEach(() => server.kill());

/** A provider that is connected, with `key` stored. */
async function connected(options: RedisCacheProviderOptions = {}): Promise<RedisCacheProvider> {
  const provider = new RedisCacheProvider({ url: server.url, socketTimeout: '10s', ...options });
  await provider.set('key', 'stored', { timeout: '10s' });
  return provider;
}

describe('a server that is killed', () => {
  it('cuts calls off in flight, refuses the next at once, and is used again by itself after a restart', async () => {
    await using provider = await connected({ socketTimeout: '10s' });
    await server.pause();
    const read = rejection(provider.get('key'));
    const write = rejection(provider.set('key', 'new'));
    await nextTurn();
    await server.kill();
    expect(CacheUnavailableError.isInstance(await read)).toBe(true);
    expect(await write).toMatchObject({ code: 'CACHE_UNAVAILABLE', key: 'key', outcome: 'unknown' });
    const refused = await rejection(provider.set('key', 'new'));
    expect(refused).toMatchObject({ code: 'CACHE_UNAVAILABLE', outcome: 'not-applied' });
    await server.restart();
    await become(provider, 'ready');
    await provider.set('key', 'again');
    expect(await provider.get('key')).toBe('again');
  });

  it('fails every part of a batch, and tells each of them why', async () => {
    await using provider = await connected();
    await server.kill();
    await rejection(provider.get('key'));
    const entries: [string, number][] = [['a', 1], ['b', 2]]; // prettier-ignore
    for (const error of [
      await rejection(provider.setMany(entries)),
      await rejection(provider.deleteMany(['a', 'b'])),
    ]) {
      const failed = CacheBatchError.isInstance(error) ? error.failed : new Map<string, unknown>();
      expect([...failed.keys()]).toEqual(['a', 'b']);
      expect([...failed.values()].every((each) => CacheUnavailableError.isInstance(each))).toBe(true);
    }
    expect(CacheUnavailableError.isInstance(await rejection(provider.getMany(['a', 'b'])))).toBe(true);
    expect(CacheUnavailableError.isInstance(await rejection(provider.clear()))).toBe(true);
  });
});

describe('a server that stands still', () => {
  it('costs each call its deadline and no more; it is used again as soon as it goes on', async () => {
    await using provider = await connected({ socketTimeout: 60, socketConnectTimeout: 60 });
    await server.pause();
    const [read, write, batch, shorter] = await Promise.all([
      rejection(provider.get('key')),
      rejection(provider.set('other', 1)),
      rejection(provider.setMany([['a', 1], ['b', 2]])), // prettier-ignore
      rejection(provider.get('key', { timeout: 20 })),
    ]);
    for (const error of [read, write, shorter]) expect(CacheTimeoutError.isInstance(error)).toBe(true);
    expect(read).toMatchObject({ outcome: 'not-applied', key: 'key' });
    expect((read as Error).message).toContain('within 60 ms');
    expect((shorter as Error).message).toContain('within 20 ms');
    expect(write).toMatchObject({ outcome: 'unknown', key: 'other' });
    expect(batch).toMatchObject({ code: 'CACHE_BATCH', outcome: 'unknown' });
    await server.resume();
    await become(provider, 'ready');
    expect(await provider.get('key', { timeout: '10s' })).toBe('stored');
    expect([undefined, 1]).toContain(await provider.get('other', { timeout: '10s' }));
    const { latency, errors } = await provider.getStats();
    expect(latency.set?.max).toBeGreaterThanOrEqual(50);
    expect(errors).toBe(4);
  });

  it('gives late answers to nobody', async () => {
    await using provider = await connected({ socketTimeout: '10s', retryOnTimeout: false });
    await provider.set('other', 'another');
    await server.pause();
    await rejection(provider.get('key', { timeout: 20 }));
    const later = provider.get('other');
    await server.resume();
    expect(await later).toBe('another');
  });

  it('refuses calls past a bound of those in flight', async () => {
    await using provider = await connected({ socketTimeout: '10s', retryOnTimeout: false });
    await server.pause();
    const calls = Array.from({ length: 10_001 }, () => provider.get('key').catch((error: unknown) => error));
    const last = await calls.at(-1);
    expect(CacheOverloadedError.isInstance(last)).toBe(true);
    await server.resume();
    const answers = await Promise.all(calls.slice(0, -1));
    expect(new Set(answers)).toEqual(new Set(['stored']));
  });

  it('does not hold up close for longer than a call; what is in flight is told that it was cut', async () => {
    const provider = await connected({ socketTimeout: 50 });
    await server.pause();
    const read = rejection(provider.get('key', { timeout: '1m' }));
    const write = rejection(provider.set('key', 'new', { timeout: '1m' }));
    await provider.close();
    expect(CacheClosedError.isInstance(await read)).toBe(true);
    expect(await write).toMatchObject({ code: 'CACHE_CLOSED', outcome: 'unknown' });
  });
});

describe('a walk over many round trips', () => {
  it('has the time of a call for each of them, unless the whole was given a time', async () => {
    await using proxy = await startProxy(server);
    proxy.delay(60);
    const entries = Array.from({ length: 12_000 }, (_, index) => [`${index}`, index] as const);
    await using near = await connected();
    await near.setMany(entries, { timeout: '20s' });
    // Twelve steps of 60 ms and more.
    await using provider = await connected({ url: proxy.url, socketTimeout: 400 });
    expect(await provider.getSize()).toBe(12_001);
    expect(CacheTimeoutError.isInstance(await rejection(provider.getSize({ timeout: 400 })))).toBe(true);
    await provider.clear();
    expect(await near.getSize()).toBe(0);
  });
});

describe('a signal', () => {
  it('ends a call in flight at once, with the reason, and leaves no listener', async () => {
    await using provider = await connected({ socketTimeout: '10s' });
    await server.pause();
    const controller = new AbortController();
    const options = { signal: controller.signal };
    const calls = [provider.get('key', options), provider.set('key', 1, options), provider.clear(options)].map(
      rejection,
    );
    await nextTurn();
    const reason = new Error('the user left');
    controller.abort(reason);
    const [read, write, clear] = await Promise.all(calls);
    for (const error of [read, write, clear]) expect(CacheAbortError.isInstance(error)).toBe(true);
    expect(read).toMatchObject({ cause: reason, key: 'key', outcome: 'not-applied' });
    expect(write).toMatchObject({ cause: reason, key: 'key', outcome: 'unknown' });
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    await server.resume();
  });
});

describe('a process that is too busy to read an answer in time', () => {
  it('takes the answer all the same', async () => {
    await using provider = await connected({ socketTimeout: 40 });
    const read = provider.get('key');
    // The command goes out in this turn, and its answer comes while this process does not look.
    await nextTurn();
    await nextTurn();
    const until = performance.now() + 120;
    while (performance.now() < until);
    expect(await read).toBe('stored');
  });
});

describe('a connection', () => {
  it('that an administrator kills is opened again by itself', async () => {
    await using proxy = await startProxy(server);
    await using provider = await connected({ url: proxy.url });
    const lost = become(provider, 'open');
    await server.command('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await lost;
    await become(provider, 'ready');
    expect(await provider.get('key')).toBe('stored');
  });

  it('that went silent is given up when a read finds the server well on another, in the same call', async () => {
    await using proxy = await startProxy(server);
    const options = { url: proxy.url, socketTimeout: 1_000 };
    await using provider = await connected(options);
    proxy.blackhole();
    expect(await provider.get('key')).toBe('stored');
    await become(provider, 'open');
    await become(provider, 'ready');
    expect(await provider.getMany(['key'])).toEqual(new Map([['key', 'stored']]));
  });

  it.each([{ retryOnTimeout: false }, { maxConnections: 1 }])(
    'that went silent costs reads their deadline with %j, as there is no other',
    async (choice) => {
      await using proxy = await startProxy(server);
      await using provider = await connected({ url: proxy.url, socketTimeout: 60, ...choice });
      proxy.blackhole();
      expect(CacheTimeoutError.isInstance(await rejection(provider.get('key')))).toBe(true);
    },
  );

  it('is cut by close', async () => {
    await using proxy = await startProxy(server);
    const provider = await connected({ url: proxy.url });
    expect(proxy.open).toBe(1);
    await provider.close();
    await proxy.emptied();
  });

  it('never sends a write twice', async () => {
    await using proxy = await startProxy(server);
    await using provider = await connected({ url: proxy.url, socketTimeout: 60 });
    proxy.blackhole();
    expect(await rejection(provider.set('key', 'new'))).toMatchObject({ code: 'CACHE_TIMEOUT', outcome: 'unknown' });
    await using reader = new RedisCacheProvider({ url: server.url, socketTimeout: '10s' });
    expect(await reader.get('key')).toBe('stored');
  });

  it('that went silent is replaced by the health check, without any call', async () => {
    await using proxy = await startProxy(server);
    const { url } = proxy;
    await using provider = await connected({ url, socketTimeout: 100, healthCheckInterval: 20, retryOnTimeout: false });
    proxy.blackhole();
    await become(provider, 'open');
    await become(provider, 'ready');
    expect(await provider.get('key', { timeout: '10s' })).toBe('stored');
  });

  it('that is well outlives its health checks', async () => {
    await using provider = await connected({ healthCheckInterval: 5 });
    const observer = createClient({ url: server.url });
    await observer.connect();
    await new Promise<void>((resolve, reject) => {
      let pings = 0;
      const onCommand = (line: string): void => {
        if (line.includes('"PING"') && ++pings === 3) resolve();
      };
      observer.monitor(onCommand).catch(reject);
    });
    observer.destroy();
    expect(await provider.get('key')).toBe('stored');
  });

  it('is one for calls one after the other, and one more for many at once, never a third', async () => {
    await using proxy = await startProxy(server);
    await using provider = await connected({ url: proxy.url, maxConnections: 20 });
    for (let index = 0; index < 20; index++) await provider.get('key');
    expect(proxy.accepted).toBe(1);
    for (let times = 0; times < 5; times++) {
      await Promise.all(Array.from({ length: 500 }, (_, index) => provider.set(`${index}`, index)));
      await Promise.all(Array.from({ length: 500 }, (_, index) => provider.get(`${index}`)));
    }
    expect(proxy.accepted).toBe(2);
  });

  it('over which an answer takes longer than a call may is kept, as long as bytes come', async () => {
    await using proxy = await startProxy(server);
    await using provider = await connected({ url: proxy.url, socketTimeout: 150 });
    await provider.set('large', Buffer.alloc(1_000_000, 7), { timeout: '10s' });
    proxy.throttle(1_000_000);
    expect(await provider.get('large', { timeout: '20s' })).toHaveLength(1_000_000);
    expect((await provider.getStats()).connections.reconnects).toBe(0);
  });

  it('that is replaced can never again bring what was sent over it', async () => {
    await using proxy = await startProxy(server);
    await using provider = await connected({ url: proxy.url, socketTimeout: 100 });
    proxy.stall({ onlyOpen: true });
    const stuck = await rejection(provider.set('key', 'stuck on its way'));
    expect(stuck).toMatchObject({ outcome: 'unknown' });
    await become(provider, 'open');
    await become(provider, 'ready');
    await provider.set('key', 'acknowledged', { timeout: '10s' });
    // The network delivers what it had held back.
    proxy.resume();
    for (let times = 0; times < 50; times++) await server.command('PING');
    expect(await provider.get('key', { timeout: '10s' })).toBe('acknowledged');
  });
});
