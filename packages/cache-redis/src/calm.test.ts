import { startProxy, startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RedisCacheProvider, type RedisCacheProviderOptions } from './index.ts';
import { expectCalm } from './test/load/expect-calm.ts';
import { underLoad } from './test/load/under-load.ts';

const timeout = 200;
let server: RedisServer;

beforeEach(async () => {
  server = await startRedis();
});

afterEach(() => server.kill());

function newProvider(options: RedisCacheProviderOptions = {}): RedisCacheProvider {
  return new RedisCacheProvider({ url: server.url, socketTimeout: timeout, ...options });
}

describe('under load, calls end in time, tell nothing wrong, and succeed again by themselves, when', () => {
  it('the server is absent at the start', async () => {
    await server.kill();
    await using provider = newProvider();
    const report = await underLoad(provider, timeout, async (load) => {
      await load.ended(400);
      await server.restart();
      console.info(`absent at the start: recovered after ${Math.round(await load.recovered())} ms`);
      await load.ended(200);
    });
    expectCalm(report);
    expect(report.errors.CACHE_UNAVAILABLE).toBeGreaterThan(300);
    expect(report.succeeded).toBeGreaterThan(150);
  });

  it('the server is killed and started again, three times', async () => {
    await using provider = newProvider();
    const report = await underLoad(provider, timeout, async (load) => {
      for (let times = 0; times < 3; times++) {
        await load.ended(200);
        await server.kill();
        await load.ended(200);
        await server.restart();
        console.info(`killed: recovered after ${Math.round(await load.recovered())} ms`);
      }
      await load.ended(200);
    });
    expectCalm(report);
    expect(report.succeeded).toBeGreaterThan(600);
  });

  it('the server stands still and goes on, three times', async () => {
    await using provider = newProvider();
    const report = await underLoad(provider, timeout, async (load) => {
      for (let times = 0; times < 3; times++) {
        await load.ended(200);
        await server.pause();
        await load.ended(600);
        await server.resume();
        console.info(`stopped: recovered after ${Math.round(await load.recovered())} ms`);
      }
      await load.ended(200);
    });
    expectCalm(report);
    // Until it is seen to be silent calls cost their time; afterwards they are refused at once.
    expect(report.errors.CACHE_UNAVAILABLE).toBeGreaterThan(report.errors.CACHE_TIMEOUT ?? 0);
  });

  it('its connections go silent without being closed', async () => {
    await using proxy = await startProxy(server);
    await using provider = newProvider({ url: proxy.url });
    const report = await underLoad(provider, timeout, async (load) => {
      await load.ended(200);
      proxy.blackhole();
      console.info(`half-open: recovered after ${Math.round(await load.recovered())} ms`);
      await load.ended(200);
    });
    expectCalm(report);
  });

  it('the handshake stalls, at the start and again later', async () => {
    await using proxy = await startProxy(server);
    await using provider = newProvider({ url: proxy.url });
    const report = await underLoad(provider, timeout, async (load) => {
      for (let times = 0; times < 2; times++) {
        proxy.cut();
        proxy.stall({ direction: 'toClient' });
        await load.ended(300);
        proxy.resume();
        console.info(`stalled handshake: recovered after ${Math.round(await load.recovered())} ms`);
        await load.ended(100);
      }
    });
    expectCalm(report);
  });

  it('the way to it is cut, refuses, slows down, and is well again', async () => {
    await using proxy = await startProxy(server);
    await using provider = newProvider({ url: proxy.url });
    const report = await underLoad(provider, timeout, async (load) => {
      await load.ended(100);
      for (const harm of [
        () => proxy.cut(),
        () => proxy.refuse(),
        () => proxy.delay(50),
        () => proxy.throttle(20_000),
      ]) {
        harm();
        await load.ended(200);
      }
      proxy.resume();
      console.info(`slow, then well: recovered after ${Math.round(await load.recovered())} ms`);
      await load.ended(200);
    });
    expectCalm(report);
  });

  it('all its connections are killed by an administrator, again and again', async () => {
    await using provider = newProvider();
    const report = await underLoad(provider, timeout, async (load) => {
      for (let times = 0; times < 10; times++) {
        await load.ended(50);
        await server.command('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
        await load.recovered();
      }
    });
    expectCalm(report);
    expect((await provider.getStats()).connections.reconnects).toBeGreaterThanOrEqual(10);
  });

  it('the database is emptied, again and again', async () => {
    await using provider = newProvider();
    const report = await underLoad(provider, timeout, async (load) => {
      for (let times = 0; times < 10; times++) {
        await load.ended(50);
        await server.command('FLUSHALL');
      }
    });
    expectCalm(report);
    expect(report.errors).toEqual({});
  });
});
