import type { AcquiredEntry, EntryLease } from '@modular-agent/cache-contract';
import { startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RedisCacheProvider, type RedisCacheProviderOptions } from '../../index.ts';
import { rejection } from '../../test/rejection.ts';

const patient = { timeout: '10s', queueTimeout: '30s' } as const;
const write = { ttl: '1h', metadata: {}, ...patient } as const;

let server: RedisServer;

beforeAll(async () => {
  server = await startRedis();
});

beforeEach(async () => {
  await server.command('FLUSHALL');
});

afterAll(() => server.kill());

function newProvider(options: RedisCacheProviderOptions = {}): RedisCacheProvider {
  return new RedisCacheProvider({ url: server.url, socketTimeout: '10s', ...options });
}

function leaseOf({ lease }: AcquiredEntry): EntryLease {
  if (lease === undefined) throw new Error('no lease was granted');
  return lease;
}

async function expectIdle(provider: RedisCacheProvider): Promise<void> {
  expect((await provider.getStats()).inFlight).toEqual({ calls: 0, bytes: 0 });
}

describe('steps past the bound of calls in flight', () => {
  it('wait for their turn, 30,000 of each at once', { timeout: 120_000 }, async () => {
    await using provider = newProvider();
    const { entries } = provider.coordination;
    const keys = Array.from({ length: 30_000 }, (_, at) => `key ${at}`);
    const acquired = await Promise.all(keys.map((key) => entries.acquire(key, '1h', patient)));
    const leases = acquired.map(leaseOf);
    expect((await entries.renew(leases, '1h', patient)).size).toBe(0);
    const stored = await Promise.all(leases.map((lease, at) => entries.store(lease, at, write)));
    expect(stored.every(Boolean)).toBe(true);
    const found = await Promise.all(keys.map((key) => entries.get(key, patient)));
    expect(found.map((entry) => entry?.value)).toEqual(keys.map((_, at) => at));
    await Promise.all(keys.map((key) => entries.set(key, 'set', write)));
    expect(new Set([...(await entries.getMany(keys, patient)).values()].map(({ value }) => value))).toEqual(new Set(['set'])); // prettier-ignore
    await Promise.all(keys.map((key) => entries.delete([key], patient)));
    expect(await provider.getSize(patient)).toBe(0);
    await expectIdle(provider);
  });

  it('wait for the only place there is, and are sent in the order in which they came', async () => {
    await using provider = newProvider({ maxPendingCalls: 1 });
    const { entries } = provider.coordination;
    const order: number[] = [];
    await Promise.all(
      Array.from({ length: 50 }, async (_, at) => {
        if (at % 2 === 0) await entries.acquire('key', '1h', { ...patient, take: true });
        else await entries.set('key', at, write);
        order.push(at);
      }),
    );
    expect(order.filter((at) => at % 2 === 0)).toEqual(Array.from({ length: 25 }, (_, at) => at * 2));
    expect(order).toHaveLength(50);
    await expectIdle(provider);
  });

  it('find what was stored before their lease was granted', async () => {
    await using provider = newProvider({ maxPendingCalls: 1 });
    const { entries } = provider.coordination;
    const lease = leaseOf(await entries.acquire('key', '1h', patient));
    const [isStored, next] = await Promise.all([
      entries.store(lease, 'loaded', write),
      entries.acquire('key', '1h', patient),
    ]);
    expect(isStored).toBe(true);
    expect(next).toMatchObject({ lease: { key: 'key' }, entry: { value: 'loaded' } });
  });

  it('are refused without a queueTimeout', async () => {
    await using provider = newProvider({ maxPendingCalls: 1 });
    const { entries } = provider.coordination;
    await entries.get('key', patient);
    const reading = entries.get('key', patient);
    expect(await rejection(entries.acquire('key', '1h'))).toMatchObject({ code: 'CACHE_OVERLOADED' });
    await reading;
    await expectIdle(provider);
  });

  it('acquire nothing when their signal is aborted or their time to wait is over', async () => {
    await using provider = newProvider({ maxPendingCalls: 1, retryOnTimeout: false, socketTimeout: '1m' });
    const { entries } = provider.coordination;
    await entries.get('key', patient);
    await server.pause();
    const reading = entries.get('key', { timeout: '1m' });
    const controller = new AbortController();
    const aborted = rejection(entries.acquire('aborted', '1h', { ...patient, signal: controller.signal }));
    const late = rejection(entries.acquire('late', '1h', { timeout: '1m', queueTimeout: 50 }));
    controller.abort();
    expect(await aborted).toMatchObject({ code: 'CACHE_ABORTED', outcome: 'not-applied' });
    expect(await late).toMatchObject({ code: 'CACHE_OVERLOADED', outcome: 'not-applied', key: 'late' });
    await server.resume();
    await reading;
    await entries.get('key', patient);
    expect(await server.command('DBSIZE')).toBe(0);
    await expectIdle(provider);
  });
});

describe('a set that waited for its turn longer than its timeout', () => {
  it('is stored: its time counts from the sending', async () => {
    await using provider = newProvider({ maxPendingCalls: 1, retryOnTimeout: false, socketTimeout: '1m' });
    const { entries } = provider.coordination;
    await entries.set('key', 'old', write);
    await server.pause();
    const reading = entries.get('key', { timeout: '1m' });
    const start = performance.now();
    const setting = entries.set('key', 'new', { ...write, timeout: 1_000 });
    // A call whose time to wait is over tells that as much of it has passed.
    await rejection(entries.get('key', { timeout: 10, queueTimeout: 1_100 }));
    expect(performance.now() - start).toBeGreaterThan(1_000);
    await server.resume();
    await Promise.all([reading, setting]);
    expect((await entries.get('key', patient))?.value).toBe('new');
  });
});
