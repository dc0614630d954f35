import { startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { failing } from '../test/loaders.ts';
import type { Cache } from '../index.ts';
import { open, placeOn, sharedTierings, type OpenCache } from './support/open.ts';
import { reach } from './support/reach.ts';

let server: RedisServer;

beforeAll(async () => {
  server = await startRedis();
});

afterAll(() => server.kill());

afterEach(() => vi.useRealTimers());

/** Does something while the wall clock of this process is off. Other clocks are real. */
async function withClockOff<T>(milliseconds: number, work: () => Promise<T>): Promise<T> {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + milliseconds });
  try {
    return await work();
  } finally {
    vi.useRealTimers();
  }
}

const offsets = [
  ['15 s ahead', 15_000],
  ['15 s behind', -15_000],
  ['a year ahead', 31_536_000_000],
] as const;

const writes: readonly (readonly [string, (cache: Cache) => Promise<unknown>])[] = [
  ['set', (cache) => cache.set('k', 'v')],
  ['setMany', (cache) => cache.setMany([['k', 'v']])],
  ['getOrSet', (cache) => cache.getOrSet('k', () => 'v')],
  ['getOrSetMany', (cache) => cache.getOrSetMany(['k'], () => new Map([['k', 'v']]))],
  ['a forced refresh', (cache) => cache.getOrSet('k', () => 'v', { forceRefresh: true })],
];

/** What a reader sees of an entry that was just written with a ttl of 3 s. */
async function assertThreeSeconds(reader: OpenCache): Promise<void> {
  const { value, source, age, remainingTtl } = await reader.cache.getOrSetEntry('k', failing);
  expect({ value, source }).toEqual({ value: 'v', source: 'redis' });
  expect(age).toBeGreaterThanOrEqual(0);
  expect(age + remainingTtl).toBeGreaterThan(2_500);
  expect(age + remainingTtl).toBeLessThanOrEqual(3_100);
  expect(remainingTtl).toBeGreaterThan(500);
}

describe.each(sharedTierings)('a writer whose clock is off, over %s,', (tiering) => {
  const cases = offsets.flatMap(([name, offset]) =>
    writes.map(([call, write]) => [name, call, offset, write] as const),
  );

  it.each(cases)('%s, gives others a ttl of 3 s: %s', async (_name, _call, offset, write) => {
    const place = placeOn({ url: server.url });
    await using reader = open(tiering, place, { ttl: '3s' });
    await withClockOff(offset, async () => {
      await using writer = open(tiering, place, { ttl: '3s', grace: '1h' });
      await write(writer.cache);
      await writer.cache.flush();
    });
    await assertThreeSeconds(reader);
  });

  it.each(offsets)('%s, reads a ttl of 3 s from others', async (_, offset) => {
    const place = placeOn({ url: server.url });
    await using writer = open(tiering, place, { ttl: '3s', grace: '1h' });
    await writer.cache.set('k', 'v');
    await withClockOff(offset, async () => {
      await using reader = open(tiering, place, { ttl: '3s' });
      await assertThreeSeconds(reader);
    });
  });

  it.each(offsets)('%s, is followed by others when the ttl ends', async (_, offset) => {
    const place = placeOn({ url: server.url });
    await using reader = open(tiering, place);
    await reader.cache.get('none');
    const began = performance.now();
    await withClockOff(offset, async () => {
      await using writer = open(tiering, place, { ttl: 500, grace: '1h' });
      await writer.cache.set('k', 'v');
    });
    expect(await reader.cache.get('k')).toBe('v');
    await reach(async () => (await reader.cache.get('k')) === undefined);
    const took = performance.now() - began;
    expect(took).toBeGreaterThan(450);
    expect(took).toBeLessThan(5_000);
  });
});

describe('memory alone', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'] });
  });

  it.each([3_600_000, -3_600_000])('keeps its ttl when the wall clock steps by %d ms', async (step) => {
    await using one = open('memory alone', placeOn({ url: server.url }), { ttl: '3s', grace: '1m' });
    await one.cache.set('k', 'v');
    vi.setSystemTime(Date.now() + step);
    expect(await one.cache.get('k')).toBe('v');
    expect(await one.cache.getOrSetEntry('k', failing)).toMatchObject({ age: 0, remainingTtl: 3_000, isStale: false });
    vi.advanceTimersByTime(2_999);
    expect(await one.cache.get('k')).toBe('v');
    vi.advanceTimersByTime(2);
    expect(await one.cache.get('k')).toBeUndefined();
    vi.setSystemTime(Date.now() - step);
    expect(await one.cache.get('k')).toBeUndefined();
    expect(await one.cache.getOrSetEntry('k', failing)).toMatchObject({ value: 'v', isStale: true });
    vi.advanceTimersByTime(60_000);
    expect(await one.cache.getOrSet('k', () => 'loaded')).toBe('loaded');
  });
});
