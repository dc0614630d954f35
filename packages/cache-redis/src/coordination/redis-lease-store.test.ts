import { commandCounts, startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RedisCacheProvider } from '../index.ts';
import { rejection } from '../test/rejection.ts';

let server: RedisServer;
const name = 'agent:cache:l|rebuild';

beforeAll(async () => {
  server = await startRedis();
});

beforeEach(async () => {
  await server.command('FLUSHALL');
});

afterAll(() => server.kill());

function newProvider(options: object = {}): RedisCacheProvider {
  return new RedisCacheProvider({ url: server.url, socketTimeout: '30s', ...options });
}

describe('a lease in Redis', () => {
  it('is one key, which the server frees by itself a minute after the lease has ended', async () => {
    await using provider = newProvider();
    const { leases } = provider.coordination;
    const lease = await leases.acquire('rebuild', '10s');
    expect(await server.command('KEYS', '*')).toEqual([name]);
    expect(await server.command('GET', name)).toMatch(new RegExp(`^${lease?.token} \\d{16}$`));
    expect(await server.command('PTTL', name)).toBeGreaterThan(60_000);
    expect(await server.command('PTTL', name)).toBeLessThanOrEqual(70_000);
    await leases.release(lease ?? { key: '', token: 0 });
    expect(await server.command('PTTL', name)).toBeLessThanOrEqual(60_000);
    expect(await server.command('PTTL', name)).toBeGreaterThan(30_000);
  });

  it('takes one EVALSHA to have, to hold on to and to give back', async () => {
    await using provider = newProvider();
    const { leases } = provider.coordination;
    for (let round = 0; round < 2; round++) {
      await server.command('CONFIG', 'RESETSTAT');
      const lease = (await leases.acquire('rebuild', '10s')) ?? { key: '', token: 0 };
      expect([await leases.renew(lease, '10s'), await leases.release(lease)]).toEqual([true, true]);
    }
    expect(await commandCounts(server)).toEqual({ evalsha: 3, time: 3, get: 3, set: 3 });
    const counts = { calls: 2, errors: 0, deadlineMisses: 0 };
    expect((await provider.getStats()).operations).toMatchObject({
      acquireLease: counts,
      renewLease: counts,
      releaseLease: counts,
    });
  });

  it('has a token above the last one also where the clock of the server is behind that, exact to the last digit', async () => {
    await using provider = newProvider();
    await server.command('SET', name, '9000000000000001 1', 'PX', '60000');
    expect(await provider.coordination.leases.acquire('rebuild', '10s')).toEqual({
      key: 'rebuild',
      token: 9_000_000_000_000_002,
    });
  });

  it('that the server has lost is had again with a higher token', async () => {
    await using provider = newProvider();
    const { leases } = provider.coordination;
    const lost = await leases.acquire('rebuild', '1h');
    await server.command('FLUSHALL');
    const later = await leases.acquire('rebuild', '1h');
    expect(later?.token).toBeGreaterThan(lost?.token ?? Infinity);
    expect(await leases.renew(lost ?? { key: '', token: 0 }, '1h')).toBe(false);
  });

  it('is none where something else lies under its key', async () => {
    await using provider = newProvider();
    const { leases } = provider.coordination;
    for (const text of ['', 'mine', '1', '1 2 3', '-1 99999999999999999', '1e9 99999999999999999']) {
      await server.command('SET', name, text);
      expect(await leases.renew({ key: 'rebuild', token: 1 }, '10s')).toBe(false);
      expect(await leases.acquire('rebuild', 1)).toBeDefined();
    }
    await server.command('DEL', name);
    await server.command('RPUSH', name, 'mine');
    expect(await rejection(leases.acquire('rebuild', '10s'))).toMatchObject({
      code: 'CACHE_SERVER',
      reply: 'WRONGTYPE',
      key: 'rebuild',
    });
  });

  it('that was asked for in vain may be held by nobody until its ttl is over: its outcome is unknown', async () => {
    await using provider = newProvider();
    await provider.exists('key');
    await server.pause();
    const error = await rejection(provider.coordination.leases.acquire('rebuild', '1h', { timeout: 50 }));
    expect(error).toMatchObject({ code: 'CACHE_TIMEOUT', key: 'rebuild', outcome: 'unknown' });
    await server.resume();
    expect(await provider.coordination.leases.acquire('rebuild', '1h')).toBeUndefined();
  });

  it('is refused at once while the server is away', async () => {
    await using own = await startRedis();
    await using provider = newProvider({ url: own.url });
    const { leases, versions } = provider.coordination;
    await leases.acquire('rebuild', '1h');
    await own.kill();
    await rejection(provider.get('key'));
    for (const call of [
      () => leases.acquire('rebuild', '1h'),
      () => versions.read('answers', []),
      () => versions.invalidate('answers', ['a']),
      () => versions.prune('answers', '1h'),
    ]) {
      expect(await rejection(call())).toMatchObject({ code: 'CACHE_UNAVAILABLE', outcome: 'not-applied' });
    }
  });
});
