import { startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RedisCacheProvider, type CallEvent, type StateEvent } from './index.ts';
import { become } from './test/become.ts';
import { rejection } from './test/rejection.ts';

let server: RedisServer;

beforeEach(async () => {
  server = await startRedis();
});

afterEach(() => server.kill());

/** What is published on a channel while something is done. */
async function published<T>(channel: string, work: () => Promise<void>): Promise<T[]> {
  const messages: T[] = [];
  const listen = (message: unknown): void => void messages.push(message as T);
  subscribe(channel, listen);
  await work();
  unsubscribe(channel, listen);
  return messages;
}

describe('the state', () => {
  it('goes from idle by connecting to ready, open while the server is away, half-open at each try, and ends closed', async () => {
    const provider = new RedisCacheProvider({ url: server.url, name: 'watched', socketTimeout: '10s' });
    expect(provider.state).toBe('idle');
    const events = await published<StateEvent>('modular-agent:cache-redis:state', async () => {
      await provider.set('key', 1);
      await server.kill();
      await become(provider, 'open');
      await become(provider, 'half-open');
      await server.restart();
      await become(provider, 'ready');
      await provider.close();
    });
    const states = events.map(({ state }) => state);
    expect(states.slice(0, 4)).toEqual(['connecting', 'ready', 'open', 'half-open']);
    expect(states.slice(-2)).toEqual(['ready', 'closed']);
    expect(events[0]).toEqual({ provider: 'watched', state: 'connecting', previous: 'idle', reason: undefined });
    expect(events[2]?.reason).toContain(`127.0.0.1:${server.port} was lost`);
    expect(events.every(({ state, previous }) => state !== previous)).toBe(true);
    expect((await rejection(provider.getStats())) as Error).toMatchObject({ code: 'CACHE_CLOSED' });
  });

  it('is open while the server can not serve, and half-open while a PING is out', async () => {
    await using provider = new RedisCacheProvider({ url: server.url, socketTimeout: '10s' });
    await provider.set('key', 1);
    await server.command('CONFIG', 'SET', 'replica-serve-stale-data', 'no');
    await server.command('REPLICAOF', '127.0.0.1', '1');
    const states = await published<StateEvent>('modular-agent:cache-redis:state', async () => {
      await rejection(provider.get('key'));
      expect(provider.state).toBe('open');
      // Refused at once: nothing was asked of the server.
      expect(await rejection(provider.get('key'))).toMatchObject({
        code: 'CACHE_UNAVAILABLE',
        message: expect.stringContaining('MASTERDOWN') as string,
      });
      await become(provider, 'half-open');
      await server.command('REPLICAOF', 'NO', 'ONE');
      await become(provider, 'ready');
    });
    expect(states.at(-1)).toMatchObject({ state: 'ready', previous: 'half-open' });
    expect((await provider.getStats()).connections.reconnects).toBe(0);
  });

  it('is tried with a PING after several calls in a row got no answer in time, though bytes still come', async () => {
    await using provider = new RedisCacheProvider({ url: server.url, socketTimeout: 40, retryOnTimeout: false });
    await provider.set('key', 1, { timeout: '10s' });
    await server.pause();
    await Promise.all(Array.from({ length: 5 }, () => rejection(provider.get('key'))));
    expect(provider.state).not.toBe('ready');
    await server.resume();
    await become(provider, 'ready');
    expect(await provider.get('key', { timeout: '10s' })).toBe(1);
  });
});

describe('statistics', () => {
  it('count calls, errors and missed deadlines by operation, connections, and bytes', async () => {
    await using provider = new RedisCacheProvider({ url: server.url, socketTimeout: '10s', maxConnections: 1 });
    expect((await provider.getStats()).hitRate).toBeUndefined();
    await provider.set('key', 'x'.repeat(1_000));
    await provider.get('key');
    await provider.get('absent');
    await rejection(provider.get(''));
    await server.pause();
    await rejection(provider.get('key', { timeout: 20 }));
    await server.resume();
    await provider.get('key');
    const stats = await provider.getStats();
    expect(stats).toMatchObject({
      state: 'ready',
      hits: 2,
      misses: 1,
      hitRate: 2 / 3,
      errors: 2,
      errorsByCode: { CACHE_KEY: 1, CACHE_TIMEOUT: 1 },
      operations: {
        get: { calls: 5, errors: 2, deadlineMisses: 1 },
        set: { calls: 1, errors: 0, deadlineMisses: 0 },
      },
      connections: { open: 1, reconnects: 0 },
      inFlight: { calls: 0, bytes: 0 },
      waiting: 0,
    });
    expect(stats.latency.get).toMatchObject({ count: 4 });
    expect(stats.bytes.sent).toBeGreaterThan(1_000);
    expect(stats.bytes.received).toBeGreaterThan(2_000);
  });

  it('show what waits for the first connection, and what is in flight', async () => {
    await using provider = new RedisCacheProvider({ url: server.url, socketTimeout: '10s' });
    const calls = [provider.set('a', 1), provider.set('b', 2)];
    expect(await provider.getStats()).toMatchObject({ state: 'connecting', waiting: 2, inFlight: { calls: 2 } });
    await Promise.all(calls);
    expect(await provider.getStats()).toMatchObject({ state: 'ready', waiting: 0, inFlight: { calls: 0, bytes: 0 } });
  });
});

describe('the channel of calls', () => {
  it('tells of each call, how long it took and what it rejected with', async () => {
    await using provider = new RedisCacheProvider({ url: server.url, name: 'told', socketTimeout: '10s' });
    const events = await published<CallEvent>('modular-agent:cache-redis:call', async () => {
      await provider.set('key', 1);
      await provider.get('key');
      await rejection(provider.get(''));
    });
    expect(events.map(({ operation, key, error }) => [operation, key, error?.code])).toEqual([
      ['set', 'key', undefined],
      ['get', 'key', undefined],
      ['get', '', 'CACHE_KEY'],
    ]);
    expect(events.every(({ provider: name, milliseconds }) => name === 'told' && milliseconds >= 0)).toBe(true);
  });
});
