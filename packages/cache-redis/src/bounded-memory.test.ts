import { startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RedisCacheProvider } from './index.ts';
import { become } from './test/become.ts';
import { memoryInUse } from './test/memory-in-use.ts';

const value = { text: 'x'.repeat(1_000) };
const callsAtOnce = 5_000;
let server: RedisServer;

beforeEach(async () => {
  server = await startRedis();
});

afterEach(() => server.kill());

/** Makes calls of all kinds in one go. @returns How many were rejected. */
async function wave(provider: RedisCacheProvider): Promise<number> {
  const calls = Array.from({ length: callsAtOnce }, (_, index) =>
    index % 2 === 0 ? provider.get(`key ${index}`) : provider.set(`key ${index}`, value),
  );
  return (await Promise.allSettled(calls)).filter(({ status }) => status === 'rejected').length;
}

describe('100,000 calls leave no memory behind', () => {
  it.each([
    ['stands still', (): Promise<void> => server.pause()],
    ['is dead', (): Promise<void> => server.kill()],
  ])('when the server %s', async (_, harm) => {
    await using provider = new RedisCacheProvider({ url: server.url, socketTimeout: 100 });
    await provider.set('key', value, { timeout: '10s' });
    await harm();
    await wave(provider);
    const before = await memoryInUse();
    let rejected = 0;
    for (let times = 0; times < 20; times++) rejected += await wave(provider);
    const growth = (await memoryInUse()) - before;
    console.info(`100,000 calls, of which ${rejected} were rejected: ${growth.toFixed(1)} MB`);
    expect(rejected).toBe(100_000);
    expect(growth).toBeLessThan(20);
  });

  it('when connections go silent one after the other, with calls in flight on each', async () => {
    await using provider = new RedisCacheProvider({ url: server.url, socketTimeout: 100, healthCheckInterval: 0 });
    await provider.set('key', value, { timeout: '10s' });
    const before = await memoryInUse();
    for (let times = 0; times < 5; times++) {
      await server.pause();
      await wave(provider);
      await server.resume();
      await become(provider, 'ready');
    }
    expect((await memoryInUse()) - before).toBeLessThan(20);
  });
});

describe('what is in flight', () => {
  it('is refused past the most calls, and past the most bytes', async () => {
    await using provider = new RedisCacheProvider({
      url: server.url,
      socketTimeout: '10s',
      maxPendingCalls: 10,
      maxPendingBytes: 5_000,
    });
    await provider.set('key', value);
    const reads = await Promise.allSettled(Array.from({ length: 12 }, () => provider.get('key')));
    expect(reads.map(({ status }) => status === 'rejected').filter(Boolean)).toHaveLength(2);
    expect(reads[11]).toMatchObject({
      reason: { code: 'CACHE_OVERLOADED', message: expect.stringContaining('maxPendingCalls') as string },
    });
    const writes = await Promise.allSettled(Array.from({ length: 6 }, (_, index) => provider.set(`${index}`, value)));
    expect(writes.filter(({ status }) => status === 'fulfilled')).toHaveLength(4);
    expect(writes[5]).toMatchObject({ reason: { message: expect.stringContaining('maxPendingBytes') as string } });
    expect((await provider.getStats()).inFlight).toEqual({ calls: 0, bytes: 0 });
    // A single one is never too large.
    await provider.set('large', 'x'.repeat(10_000));
    expect(await provider.get('large')).toHaveLength(10_000);
  });
});
