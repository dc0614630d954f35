import {
  CacheAbortError,
  CacheClosedError,
  CacheOverloadedError,
  CacheSerializationError,
  CacheTimeoutError,
  CacheUnavailableError,
  type SetOptions,
} from '@modular-agent/cache-contract';
import { startProxy, startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RedisCacheProvider, type RedisCacheProviderOptions } from './index.ts';
import { become } from './test/become.ts';
import { rejection } from './test/rejection.ts';
import { startTcpServer } from './test/tcp-server.ts';

const patient = { timeout: '10s', queueTimeout: '10s' } as const;
const short = { timeout: 200, queueTimeout: 1_000 } as const;

/** A provider that is connected, with `key` stored. */
async function connected({ url }: RedisServer, options: RedisCacheProviderOptions = {}): Promise<RedisCacheProvider> {
  const provider = new RedisCacheProvider({ url, socketTimeout: '10s', ...options });
  await provider.set('key', 'stored', patient);
  return provider;
}

/** One whose only place is taken by a read that is not answered. */
async function full(server: RedisServer, options: RedisCacheProviderOptions = {}): Promise<RedisCacheProvider> {
  const provider = await connected(server, { maxPendingCalls: 1, retryOnTimeout: false, ...options });
  await server.pause();
  provider.get('key', { timeout: '1m' }).catch(() => {});
  return provider;
}

describe('calls past the bound of those in flight', () => {
  let server: RedisServer;

  beforeAll(async () => {
    server = await startRedis();
  });

  afterAll(() => server.kill());

  it('wait for their turn with queueTimeout, and are refused without', async () => {
    await using provider = await connected(server);
    const read = (options?: SetOptions): Promise<readonly unknown[]> =>
      Promise.all(Array.from({ length: 30_000 }, () => provider.get('key', options).catch((error: unknown) => error)));
    expect(new Set(await read(patient))).toEqual(new Set(['stored']));
    const impatient = await read({ timeout: '10s' });
    expect(impatient.filter((answer) => answer === 'stored')).toHaveLength(10_000);
    expect(impatient.filter((answer) => CacheOverloadedError.isInstance(answer))).toHaveLength(20_000);
    expect((await provider.getStats()).inFlight).toEqual({ calls: 0, bytes: 0 });
  });

  it('are sent in the order in which they came, reads and writes', async () => {
    await using provider = await connected(server, { maxPendingCalls: 1 });
    const order: number[] = [];
    const calls = Array.from({ length: 300 }, async (_, index) => {
      await (index % 3 === 0 ? provider.get('key', patient) : provider.set('key', index, patient));
      order.push(index);
    });
    await Promise.all(calls);
    expect(order).toEqual(Array.from({ length: 300 }, (_, index) => index));
    expect(await provider.get('key')).toBe(299);
  });

  it('are not overtaken by a smaller one, for which there is room', async () => {
    await using provider = await connected(server, { maxPendingBytes: 5_000 });
    const sizes = [4_000, 3_000, 10];
    await Promise.all(sizes.map((size) => provider.set('size', 'x'.repeat(size), patient)));
    expect(await provider.get('size')).toHaveLength(10);
  });

  it('wait for room in bytes too', async () => {
    await using provider = await connected(server, { maxPendingBytes: 5_000 });
    const value = 'x'.repeat(2_000);
    await Promise.all(Array.from({ length: 50 }, (_, index) => provider.set(`${index}`, value, patient)));
    expect(await provider.getMany(Array.from({ length: 50 }, (_, index) => `${index}`))).toHaveProperty('size', 50);
  });

  it('encode their value when their turn comes, and tell if it can not be kept', async () => {
    await using provider = await connected(server, { maxPendingCalls: 1 });
    const first = provider.get('key', patient);
    const odd = rejection(provider.set('odd', () => {}, patient));
    const newer = provider.setIfNewer('newer', 1, { stamp: 1, ...patient });
    const absent = provider.operations.setIfAbsent('absent', 1, patient);
    await first;
    expect(CacheSerializationError.isInstance(await odd)).toBe(true);
    expect([await newer, await absent]).toEqual([true, true]);
  });

  it('of large batches wait too, and each round trip has its own time', async () => {
    await using provider = await connected(server, { maxPendingCalls: 700, keyPrefix: 'batch:' });
    const entries = Array.from({ length: 20_000 }, (_, index) => [`${index}`, index] as const);
    await provider.setMany(entries, short);
    const keys = Array.from({ length: 50_000 }, (_, index) => `${index}`);
    const [some, others] = await Promise.all([provider.getEntries(keys, short), provider.getEntries(keys, short)]);
    expect([some.size, others.size]).toEqual([20_000, 20_000]);
    expect(await provider.deleteMany(keys, short)).toBe(20_000);
  });
});

describe('a call that waits for its turn', () => {
  let server: RedisServer;

  beforeEach(async () => {
    server = await startRedis();
  });

  afterEach(() => server.kill());

  it('ends with its queueTimeout, and was not sent', async () => {
    await using provider = await full(server, { socketTimeout: '1m' });
    const error = await rejection(provider.set('other', 1, { timeout: '1m', queueTimeout: 50 }));
    expect(error).toMatchObject({ code: 'CACHE_OVERLOADED', key: 'other', outcome: 'not-applied' });
    expect((error as Error).message).toContain('not sent within its queueTimeout of 50 ms');
    await server.resume();
    expect(await provider.get('other', patient)).toBeUndefined();
  });

  it('ends at once when its signal is aborted', async () => {
    await using provider = await full(server);
    const controller = new AbortController();
    const write = rejection(provider.set('other', 1, { ...patient, signal: controller.signal }));
    expect((await provider.getStats()).waiting).toBe(1);
    controller.abort();
    expect(CacheAbortError.isInstance(await write)).toBe(true);
    expect(await write).toMatchObject({ outcome: 'not-applied' });
    await server.resume();
    expect(await provider.get('other', patient)).toBeUndefined();
  });

  it('ends when the provider is closed', async () => {
    const provider = await full(server, { socketTimeout: 50 });
    const calls = [rejection(provider.get('key', patient)), rejection(provider.set('other', 1, patient))];
    await provider.close();
    for (const error of await Promise.all(calls)) {
      expect(CacheClosedError.isInstance(error)).toBe(true);
      expect(error).toMatchObject({ outcome: 'not-applied' });
    }
  });

  it('ends at once when the server is killed', async () => {
    await using provider = await full(server, { socketTimeout: '1m' });
    const hour = { timeout: '1h', queueTimeout: '1h' } as const;
    const calls = Array.from({ length: 1_000 }, () => rejection(provider.set('other', 1, hour)));
    await server.kill();
    const errors = await Promise.all([...calls, rejection(provider.get('key', hour))]);
    expect(errors.filter((error) => CacheUnavailableError.isInstance(error))).toHaveLength(1_001);
    expect(new Set(errors.map((error) => (error as CacheUnavailableError).outcome))).toEqual(new Set(['not-applied']));
  });

  it('ends at once when the server is found to be silent, though what was sent has its place still', async () => {
    await using provider = await connected(server, {
      maxPendingCalls: 5,
      retryOnTimeout: false,
      socketTimeout: 100,
      healthCheckInterval: 0,
    });
    await server.pause();
    // It takes its time to send, so that the connection is not given up yet.
    const stuck = [rejection(provider.set('large', Buffer.alloc(20_000_000)))];
    for (let times = 0; times < 4; times++) stuck.push(rejection(provider.get('key')));
    const waiting = rejection(provider.get('key', { timeout: '1h', queueTimeout: '1h' }));
    await Promise.all(stuck);
    expect(CacheUnavailableError.isInstance(await waiting)).toBe(true);
    expect([provider.state, (await provider.getStats()).inFlight.calls]).toEqual(['half-open', 5]);
  });

  it('has its timeout from when it is written to the socket, however busy this process is before', async () => {
    await using proxy = await startProxy(server);
    await using provider = new RedisCacheProvider({ url: proxy.url, retryOnTimeout: false });
    await provider.set('key', 'stored', patient);
    proxy.delay(100);
    const write = provider.set('key', 1, { timeout: 250, queueTimeout: 1_000 });
    const until = performance.now() + 400;
    while (performance.now() < until);
    expect(await write).toBeUndefined();
  });

  it('that was sent has its timeout and no more', async () => {
    await using provider = await connected(server);
    await server.pause();
    const start = performance.now();
    const errors = await Promise.all([rejection(provider.get('key', short)), rejection(provider.set('key', 1, short))]);
    expect(performance.now() - start).toBeLessThan(800);
    for (const error of errors) expect(CacheTimeoutError.isInstance(error)).toBe(true);
    expect(errors[1]).toMatchObject({ outcome: 'unknown' });
  });
});

describe('the first calls', () => {
  it('may wait longer for the connection than for their answer', async () => {
    await using server = await startRedis();
    await using proxy = await startProxy(server);
    proxy.delay(100);
    await using provider = new RedisCacheProvider({ url: proxy.url, socketTimeout: 200 });
    const start = performance.now();
    expect(await provider.get('key', short)).toBeUndefined();
    expect(performance.now() - start).toBeGreaterThan(200);
  });

  it('end with their queueTimeout when there is no connection, and later ones at once', async () => {
    await using mute = await startTcpServer(() => {});
    await using provider = new RedisCacheProvider({ host: '127.0.0.1', port: mute.port, socketTimeout: 50 });
    const error = await rejection(provider.set('key', 1, { timeout: '1m', queueTimeout: 100 }));
    expect(error).toMatchObject({ code: 'CACHE_TIMEOUT', outcome: 'not-applied' });
    expect((error as Error).message).toContain('not sent within its queueTimeout of 100 ms');
    await become(provider, 'half-open');
    const later = await rejection(provider.get('key', { timeout: '1h', queueTimeout: '1h' }));
    expect(CacheUnavailableError.isInstance(later)).toBe(true);
  });

  it.each(['queueTimeout', 'transferTimeout'] as const)(
    'are refused with a %s that can not be meant',
    async (option) => {
      await using provider = new RedisCacheProvider();
      for (const odd of [0, -1, Infinity, 'soon']) {
        const error = await rejection(provider.get('key', { [option]: odd as number }));
        expect(error).toMatchObject({ code: 'CACHE_OPTION', option });
      }
    },
  );
});
