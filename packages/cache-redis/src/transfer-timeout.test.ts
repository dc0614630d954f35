import { CacheTimeoutError } from '@modular-agent/cache-contract';
import { startProxy, startRedis, type FaultProxy, type RedisServer } from '@modular-agent/redis-testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RedisCacheProvider } from './index.ts';
import { rejection } from './test/rejection.ts';

const megabyte = 1_000_000;
let server: RedisServer;
let proxy: FaultProxy;
let near: RedisCacheProvider;
let provider: RedisCacheProvider;

beforeAll(async () => {
  server = await startRedis();
  near = new RedisCacheProvider({ url: server.url, socketTimeout: '20s' });
});

afterAll(async () => {
  await near.close();
  await server.kill();
});

beforeEach(async () => {
  proxy = await startProxy(server);
  provider = new RedisCacheProvider({ url: proxy.url, socketTimeout: 500 });
  await provider.exists('any', { timeout: '20s' });
});

afterEach(async () => {
  await provider.close();
  await proxy[Symbol.asyncDispose]();
});

describe('a large value over a slow line', () => {
  it('is read for as long as its bytes come, with transferTimeout, over one connection', async () => {
    await near.set('large', Buffer.alloc(40 * megabyte, 7));
    proxy.throttle(50 * megabyte);
    const value = await provider.get('large', { timeout: 200, transferTimeout: '30s' });
    expect(value).toHaveLength(40 * megabyte);
    const { bytes, connections } = await provider.getStats();
    // Not a second time.
    expect(bytes.received).toBeLessThan(41 * megabyte);
    expect(connections.reconnects).toBe(0);
  });

  it('is given up after timeout without it', async () => {
    await near.set('large', Buffer.alloc(40 * megabyte, 7));
    proxy.throttle(20 * megabyte);
    const error = await rejection(provider.get('large', { timeout: 200, queueTimeout: 1_000 }));
    expect(CacheTimeoutError.isInstance(error)).toBe(true);
    expect((error as Error).message).toContain('within 200 ms');
  });

  it('is given up after transferTimeout', async () => {
    await near.set('large', Buffer.alloc(4 * megabyte, 7));
    proxy.throttle(2 * megabyte);
    const start = performance.now();
    const error = await rejection(provider.get('large', { timeout: 100, transferTimeout: 300 }));
    expect(performance.now() - start).toBeGreaterThanOrEqual(300);
    expect(CacheTimeoutError.isInstance(error)).toBe(true);
    expect((error as Error).message).toContain('transferTimeout of 300 ms');
  });

  it('is given up after timeout when no more bytes come', async () => {
    await near.set('large', Buffer.alloc(4 * megabyte, 7));
    proxy.throttle(10 * megabyte);
    const arrival = provider.get('large', { timeout: 150, transferTimeout: '1h' });
    arrival.catch(() => {});
    await rejection(provider.get('large', { timeout: 100, queueTimeout: 1_000 }));
    proxy.stall();
    const error = await rejection(arrival);
    expect(CacheTimeoutError.isInstance(error)).toBe(true);
    expect((error as Error).message).toContain('within 150 ms');
  });

  it('is written for as long as its bytes go out, with transferTimeout', async () => {
    proxy.throttle(25 * megabyte, 'toServer');
    const value = Buffer.alloc(40 * megabyte, 8);
    const options = { timeout: 250, queueTimeout: 250 };
    const error = await rejection(provider.set('written', value, options));
    expect(error).toMatchObject({ code: 'CACHE_TIMEOUT', outcome: 'unknown' });
    await provider.set('written', value, { ...options, queueTimeout: '20s', transferTimeout: '30s' });
    expect(await near.get('written')).toHaveLength(40 * megabyte);
    expect((await provider.getStats()).connections.reconnects).toBe(0);
  });
});

describe('a server that stands still', () => {
  it('costs a call its timeout, however long its transferTimeout is', async () => {
    await server.pause();
    const start = performance.now();
    const options = { timeout: 100, transferTimeout: '1h' } as const;
    const errors = await Promise.all([
      rejection(provider.get('any', options)),
      rejection(provider.set('any', 1, options)),
    ]);
    expect(performance.now() - start).toBeLessThan(1_000);
    for (const error of errors) expect(CacheTimeoutError.isInstance(error)).toBe(true);
    await server.resume();
  });
});
